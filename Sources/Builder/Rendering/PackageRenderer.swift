internal import CollectorConfig
import Mustache
import Templates

/// Renders the Swift package of a distribution; the same input gives the same bytes.
package struct PackageRenderer {
    private let resolution: Resolution
    private let libraryPath: String
    private let link: LinkOptions
    private let program: GeneratedProgram

    /// - Parameters:
    ///   - libraryPath: a folder called `swift-ocb`, from whose name SwiftPM takes the library's identity.
    package static func render(
        _ resolution: Resolution,
        libraryPath: String,
        link: LinkOptions,
        program: GeneratedProgram = .collector
    ) throws -> GeneratedPackage {
        try PackageRenderer(resolution: resolution, libraryPath: libraryPath, link: link, program: program).render()
    }

    private func render() throws -> GeneratedPackage {
        // The identity covers everything but comments, in which the manifest's name is, and the folders of this machine.
        func code(_ text: String) -> String {
            text.split(separator: "\n").filter { !$0.hasPrefix("//") }.joined(separator: "\n")
        }
        let parts =
            [code(try components(identity: "")), code(try main()), link.stripsSymbols ? "stripped" : "symbols"]
            + (link.isStatic ? ["static"] : []) + (link.target.map { [$0.triple.name] } ?? [])
            + resolution.dependencies.map(\.identity) + products.map { "\($0.name) of \($0.identity)" }
        let identity = GeneratedPackage.identityPrefix + SHA256.digest(of: parts)
        var listing = GeneratedPackage.File(
            path: "Sources/\(GeneratedPackage.name)/Components.swift",
            content: try components(identity: identity)
        )
        listing.origins = origins(of: listing.content)
        var manifest = GeneratedPackage.File(path: "Package.swift", content: try package())
        manifest.origins = origins(of: manifest.content)
        return GeneratedPackage(
            files: [
                GeneratedPackage.File(path: "Sources/\(GeneratedPackage.name)/main.swift", content: try main()),
                listing,
                manifest,
                GeneratedPackage.File(path: "discard-modhash.ld", content: Templates.Distribution.linkerScript),
                GeneratedPackage.File(path: ".gitignore", content: try gitignore()),
            ],
            identity: identity
        )
    }

    // MARK: Files

    private func package() throws -> String {
        let packages =
            [".package(path: \(SwiftLiteral.string(libraryPath)))"]
            + resolution.dependencies.map { origin in
                switch origin {
                case .library: ""
                case .folder(let root): ".package(path: \(SwiftLiteral.string(root)))"
                case .remote(let package):
                    ".package(url: \(SwiftLiteral.string(package.url)), \(Self.expression(package.requirement)))"
                }
            }
        return try fill(
            Templates.Distribution.package,
            [
                "packages": packages,
                "products": products.map {
                    ["name": SwiftLiteral.string($0.name), "package": SwiftLiteral.string($0.identity)]
                },
                "linkerFlags": link.flags,
            ]
        )
    }

    private func main() throws -> String {
        try fill(program == .collector ? Templates.Distribution.main : Templates.Distribution.contractMain, [:])
    }

    private func components(identity: String) throws -> String {
        if case .contract(let product) = program {
            return try fill(
                Templates.Distribution.contractSubject,
                ["product": product, "identity": SwiftLiteral.string(identity)]
            )
        }
        let sections = ComponentKind.allCases.compactMap { kind -> [String: Any]? in
            let entries = resolution.components.filter { $0.description.kind == kind }
            guard !entries.isEmpty else { return nil }
            return [
                "name": kind.section.rawValue,
                "entries": entries.map {
                    ["product": $0.description.product, "module": SwiftLiteral.string($0.words)]
                },
            ]
        }
        let modules = Set(resolution.components.map(\.description.product)).union(["CollectorAPI"])
        return try fill(
            Templates.Distribution.components,
            [
                "imports": modules.sorted(),
                "command": SwiftLiteral.string(resolution.distribution.name.value),
                "description": SwiftLiteral.string(resolution.distribution.description),
                "version": SwiftLiteral.string(resolution.distribution.version),
                "sections": sections,
                "defaultScheme": SwiftLiteral.string(resolution.defaultURIScheme),
                "identity": SwiftLiteral.string(identity),
            ]
        )
    }

    private func gitignore() throws -> String {
        // The binary's name may hold characters that git's patterns give a meaning.
        let name = resolution.distribution.name.value.map { "\\*?[]!#".contains($0) ? "\\\($0)" : String($0) }.joined()
        return try fill(Templates.Distribution.gitignore, ["binary": name])
    }

    private func fill(_ template: String, _ values: [String: Any]) throws -> String {
        // The name without its folder: where a manifest stands makes no difference to what is built.
        let name = resolution.manifestFile.split(separator: "/").last.map(String.init) ?? resolution.manifestFile
        let common: [String: Any] = ["manifest": SwiftLiteral.comment(name)]
        return try MustacheTemplate(string: template).render(values.merging(common) { $1 })
    }

    // MARK: Parts

    /// The products to link, each once, with the packages that publish them.
    private var products: [(name: String, identity: String)] {
        let libraries: [String]
        switch program {
        case .collector: libraries = ["CollectorAPI", "CollectorService"]
        case .contract: libraries = ["CollectorTestKit"]
        }
        let collector = libraries.map { ($0, PackageIdentity.library) }
        var seen: Set<String> = []
        return (collector + resolution.components.map { ($0.description.product, $0.origin.identity) })
            .filter { seen.insert($0.0).inserted }
            .sorted { $0.0 < $1.0 }
    }

    static func expression(_ requirement: PackageRequirement) -> String {
        switch requirement {
        case .from(let version): "from: \(SwiftLiteral.string(version))"
        case .exact(let version): "exact: \(SwiftLiteral.string(version))"
        case .branch(let name): "branch: \(SwiftLiteral.string(name))"
        case .revision(let id): "revision: \(SwiftLiteral.string(id))"
        }
    }

    /// Lines that an entry of the manifest brought, so that a compiler's complaint can be led back to it.
    private func origins(of content: String) -> [Int: SourcePosition] {
        var origins: [Int: SourcePosition] = [:]
        for (index, line) in content.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let component = resolution.components.first { component in
                let product = component.description.product
                return line.contains(".init(\(product)Factory(),") || line == "import \(product)"
                    || line.contains("name: \"\(product)\",")
            }
            if let component { origins[index + 1] = component.location }
        }
        return origins
    }
}
