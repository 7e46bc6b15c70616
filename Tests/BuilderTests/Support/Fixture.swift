import Foundation
import Testing

@testable import Builder

/// Files beside the tests, and the repository around them.
enum Fixture {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    static let repository = URL(fileURLWithPath: tests).deletingLastPathComponent().deletingLastPathComponent().path

    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(tests)/Fixtures/\(name)", encoding: .utf8)
    }

    /// The catalog of the real library.
    static func catalog() throws -> Catalog {
        var diagnostics = Diagnostics()
        let catalog = ComponentLibrary(root: repository).catalog(into: &diagnostics)
        #expect(diagnostics.sorted == [])
        return catalog
    }
}

/// What the pure stages make of a manifest.
struct Outcome {
    var manifest: Manifest?
    var resolution: Resolution?
    var diagnostics: [Diagnostic]

    /// One line each.
    var messages: [String] { diagnostics.map(\.description) }

    var modules: [String] { resolution?.components.map(\.description.product) ?? [] }

    init(
        _ text: String,
        file: String = "m.yaml",
        skippingUnavailable: Bool = false,
        surroundings: Surroundings = Surroundings()
    ) throws {
        var diagnostics = Diagnostics()
        let source = ManifestFile(name: file, directory: "", text: text)
        manifest = ManifestDecoder.decode(source, into: &diagnostics)
        if let manifest {
            resolution = Resolver.resolve(
                manifest,
                catalog: try Fixture.catalog(),
                surroundings: surroundings,
                skippingUnavailable: skippingUnavailable,
                into: &diagnostics
            )
        }
        self.diagnostics = diagnostics.sorted
    }
}
