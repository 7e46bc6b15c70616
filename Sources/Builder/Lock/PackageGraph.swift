package import Foundation

/// The targets of a Swift package and what they need, as its `Package.swift` declares them.
package struct PackageGraph: Codable, Sendable, Equatable {
    package struct Target: Codable, Sendable, Equatable {
        package var name: String
        /// Below the package's folder.
        package var path: String
        package var dependencies: [String]
        /// The pkg-config module of a system library.
        package var pkgConfig: String?
        /// The Debian package of a system library.
        package var apt: String?
        /// Libraries that it asks the linker for, as in `-lre2`.
        package var linked: [String]
        /// Covers its declaration.
        package var digest: String
    }

    package internal(set) var targets: [String: Target] = [:]
    package internal(set) var products: [String: [String]] = [:]

    package init() {}

    /// Reads what `swift package dump-package` prints; nil where it is something else.
    package init?(dump: Data) {
        guard let root = try? JSONSerialization.jsonObject(with: dump) as? [String: Any],
            let targets = root["targets"] as? [[String: Any]], let products = root["products"] as? [[String: Any]]
        else { return nil }
        for row in targets {
            guard let name = row["name"] as? String, row["type"] as? String != "test" else { continue }
            self.targets[name] = Target(name: name, row: row)
        }
        for row in products {
            guard let name = row["name"] as? String, let targets = row["targets"] as? [String] else { continue }
            self.products[name] = targets
        }
    }

    /// The targets that `products` consist of and all that those need, sorted by name.
    package func closure(ofProducts products: [String]) -> [Target] {
        closure(of: products.flatMap { self.products[$0] ?? [] })
    }

    private func closure(of names: [String]) -> [Target] {
        var found: [String: Target] = [:]
        var pending = names
        while let name = pending.popLast() {
            guard found[name] == nil, let target = targets[name] else { continue }
            found[name] = target
            pending += target.dependencies
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The shortest way from each of `products` to `target`, by the names of the targets in between, both ends included.
    package func ways(from products: [String], to target: String) -> [[String]] {
        products.compactMap { product in
            var ways = (self.products[product] ?? []).map { [$0] }
            var seen: Set<String> = []
            while !ways.isEmpty {
                if let way = ways.first(where: { $0.last == target }) { return way }
                ways = ways.flatMap { way -> [[String]] in
                    guard let last = way.last, seen.insert(last).inserted else { return [] }
                    return (targets[last]?.dependencies ?? []).map { way + [$0] }
                }
            }
            return nil
        }
    }
}

extension PackageGraph.Target {
    fileprivate init(name: String, row: [String: Any]) {
        self.name = name
        path = row["path"] as? String ?? "Sources/\(name)"
        pkgConfig = row["pkgConfig"] as? String
        dependencies = (row["dependencies"] as? [[String: Any]] ?? []).compactMap { dependency in
            // `{"byName": ["X", null]}`, `{"target": ["X", null]}` or `{"product": ["X", "package", null, null]}`
            (dependency.values.first as? [Any])?.first as? String
        }
        let providers = row["providers"] as? [[String: Any]] ?? []
        apt = providers.lazy.compactMap { provider in (provider["apt"] as? [[String]])?.first?.first }.first
        linked = (row["settings"] as? [[String: Any]] ?? []).compactMap { setting in
            let library = (setting["kind"] as? [String: Any])?["linkedLibrary"] as? [String: Any]
            return library?["_0"] as? String
        }
        let text = try? JSONSerialization.data(withJSONObject: row, options: [.sortedKeys])
        digest = SHA256.digest(of: [String(decoding: text ?? Data(), as: UTF8.self)])
    }
}

extension BuildMemory {
    /// The targets of the package in `root`, asked of SwiftPM where its `Package.swift` has changed; nil where SwiftPM does
    /// not tell.
    package mutating func graph(
        ofPackageAt root: String,
        cache: BuildCache,
        environment: [String: String]
    ) -> PackageGraph? {
        guard let state = contents.digest(of: root + "/Package.swift"),
            let swift = Subprocess.find("swift", environment: environment)
        else { return nil }
        let text = answers.answer("targets in \(root)", state: state) {
            let arguments = [
                "package", "--package-path", root, "--scratch-path", cache.root + "/graph", "dump-package",
            ]
            let pinned = PinnedEnvironment.make(from: environment)
            guard let run = Subprocess(swift, arguments, environment: pinned).output(), run.exitCode == 0,
                let graph = PackageGraph(dump: Data(run.text.utf8)), let data = try? JSONEncoder().encode(graph)
            else { return nil }
            return String(decoding: data, as: UTF8.self)
        }
        return text.flatMap { try? JSONDecoder().decode(PackageGraph.self, from: Data($0.utf8)) }
    }
}
