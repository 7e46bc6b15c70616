import CollectorConfig
import Foundation

/// Tells why a module or a system library is in a distribution.
struct WhyStage {
    /// What is asked for: a module, or a C library by any of its names.
    let name: String
    let resolution: Resolution
    /// Of all packages that the distribution is built from.
    let graph: PackageGraph
    /// The libraries that pkg-config names for a module of its own.
    let libraries: (String) -> [String]

    /// What every collector is made from.
    private static let core = ["CollectorService", "CollectorAPI"]

    /// The reasons, a line each; reports a name that is nowhere.
    func reasons(into diagnostics: inout Diagnostics) -> [String] {
        let components = resolution.components.map(\.description.product)
        let closure = graph.closure(ofProducts: components + Self.core)
        guard let target = closure.first(where: matches) else {
            reportUnknown(closure, into: &diagnostics)
            return []
        }
        var lines: [String] = []
        for way in graph.ways(from: Self.core, to: target.name) {
            lines.append("every collector: \(way.joined(separator: " → "))")
        }
        for component in resolution.components {
            for way in graph.ways(from: [component.description.product], to: target.name) {
                lines.append("\(component.location): \(component.words): \(way.joined(separator: " → "))")
            }
        }
        return lines
    }

    private func matches(_ target: PackageGraph.Target) -> Bool { names(of: target).contains(Self.plain(name)) }

    private func names(of target: PackageGraph.Target) -> [String] {
        var names = [target.name, target.pkgConfig, target.apt].compactMap { $0 } + target.linked
        if let module = target.pkgConfig { names += libraries(module) }
        return names.map(Self.plain)
    }

    /// `libcrypto.a`, `libcrypto` and `crypto` are one.
    private static func plain(_ name: String) -> String {
        var name = name.lowercased()[...]
        if name.hasPrefix("lib"), name.count > 3 { name = name.dropFirst(3) }
        for suffix in [".a", ".so"] where name.hasSuffix(suffix) { name = name.dropLast(suffix.count) }
        return String(name)
    }

    private func reportUnknown(_ closure: [PackageGraph.Target], into diagnostics: inout Diagnostics) {
        if let target = graph.targets.values.first(where: matches) {
            diagnostics.error("\(target.name) is not in this distribution", fix: "nothing in the manifest needs it")
            return
        }
        let known = closure.flatMap { [$0.name, $0.pkgConfig].compactMap { $0 } }
        diagnostics.error(
            "there is no module or system library \"\(name)\"",
            fix: nearestMatch(name, in: known).map { "did you mean \"\($0)\"?" }
                ?? "the modules here are \(closure.map(\.name).joined(separator: ", "))"
        )
    }
}

extension WhyStage {
    /// Asks SwiftPM and pkg-config what is needed to tell.
    static func run(
        _ name: String,
        _ resolution: Resolution,
        _ cache: BuildCache,
        environment: [String: String],
        _ memory: inout BuildMemory,
        into diagnostics: inout Diagnostics
    ) -> [String] {
        var graph = PackageGraph()
        for origin in [PackageOrigin.library] + resolution.dependencies {
            let root: String?
            switch origin {
            case .library: root = cache.library.root
            case .folder(let folder): root = folder
            case .remote(let package): root = package.checkout(in: cache.scratchFolder + "/checkouts")
            }
            guard let root, let part = memory.graph(ofPackageAt: root, cache: cache, environment: environment) else {
                diagnostics.error(
                    "SwiftPM does not tell the targets of \(root ?? origin.identity)",
                    fix: "try `swift build` there"
                )
                return []
            }
            graph.add(part)
        }
        let pinned = PinnedEnvironment.make(from: environment)
        let stage = WhyStage(name: name, resolution: resolution, graph: graph) { module in
            guard let tool = Subprocess.find("pkg-config", environment: pinned) else { return [] }
            let run = Subprocess(tool, ["--static", "--libs-only-l", module], environment: pinned).output()
            return (run?.text ?? "").split(separator: " ").map { String($0.dropFirst(2)) }
        }
        return stage.reasons(into: &diagnostics)
    }
}

extension PackageGraph {
    /// Takes in another package's targets; where a name is in both, it is the first one's.
    mutating func add(_ other: PackageGraph) {
        targets.merge(other.targets) { mine, _ in mine }
        products.merge(other.products) { mine, _ in mine }
    }
}
