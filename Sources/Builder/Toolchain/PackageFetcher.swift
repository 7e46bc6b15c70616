import Foundation

/// Fetches the packages of `package:` entries with SwiftPM, to read their component.yaml before anything is rendered.
///
/// They land in the scratch folder of the build, so that nothing is fetched twice.
struct PackageFetcher {
    let cache: BuildCache
    let toolchain: SwiftToolchain
    /// The user's own environment: git needs its proxies, keys and certificates.
    let environment: [String: String]

    /// Fetches all of `packages` at the versions that `Package.resolved` pins, or the newest that will do.
    func fetch(
        _ packages: [RemotePackage],
        onLine: (String) -> Void,
        into diagnostics: inout Diagnostics
    ) throws -> [RemotePackage: PackageFacts] {
        try Data(manifest(packages).utf8).write(to: URL(fileURLWithPath: cache.packageFolder + "/Package.swift"))
        let arguments = [
            "package", "resolve", "--package-path", cache.packageFolder, "--scratch-path", cache.scratchFolder,
        ]
        var errors: [String] = []
        let ending = try Subprocess(toolchain.executable, arguments, environment: environment).run(.long) { line in
            onLine(line)
            if line.contains("error:") || line.contains("fatal:") { errors.append(line) }
        }
        guard ending.exitCode == 0 else {
            let ended = "swift package resolve ended with \(ending.exitCode)"
            return Dictionary(
                uniqueKeysWithValues: packages.map { package in
                    let error = errors.first { $0.contains(package.url) } ?? errors.last
                    return (package, .failed(reason: error.map(Self.reason) ?? ended))
                }
            )
        }
        return present(packages, into: &diagnostics)
    }

    /// The packages that an earlier run fetched.
    func present(_ packages: [RemotePackage], into diagnostics: inout Diagnostics) -> [RemotePackage: PackageFacts] {
        var facts: [RemotePackage: PackageFacts] = [:]
        let checkouts = cache.scratchFolder + "/checkouts"
        for package in packages {
            guard let folder = package.checkout(in: checkouts) else { continue }
            facts[package] = .found(components: FolderSurvey.components(in: folder, into: &diagnostics))
        }
        return facts
    }

    /// The words of git's or SwiftPM's error, to go on within a sentence.
    static func reason(in line: String) -> String {
        var words = line.trimmingWhitespace[...]
        for prefix in ["error: ", "fatal: "] where words.hasPrefix(prefix) { words = words.dropFirst(prefix.count) }
        while words.last == "." { words.removeLast() }
        return String(words)
    }

    /// A package with the dependencies and nothing else; the library is among them, so that a package that depends on
    /// it by URL gets the one at hand.
    private func manifest(_ packages: [RemotePackage]) -> String {
        let rows = packages.map { package in
            "        .package(url: \(SwiftLiteral.string(package.url)), \(PackageRenderer.expression(package.requirement))),\n"
        }
        return """
            // swift-tools-version: 6.2
            import PackageDescription

            let package = Package(
                name: "\(GeneratedPackage.name)",
                dependencies: [
                    .package(path: \(SwiftLiteral.string(cache.libraryPath))),
            \(rows.joined())    ],
                targets: [
                    .executableTarget(
                        name: "\(GeneratedPackage.name)",
                        dependencies: [.product(name: "CollectorAPI", package: "\(PackageIdentity.library)")])
                ])

            """
    }
}
