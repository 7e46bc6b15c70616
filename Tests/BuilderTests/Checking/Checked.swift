import CollectorConfig
import Foundation
import Testing

@testable import Builder

/// What checking a configuration against a manifest says.
struct Checked {
    var lines: [String]

    init(_ yaml: String, _ manifest: String? = nil, environment: [String: String] = [:]) throws {
        try self.init(ConfigSources(["yaml:" + yaml]), manifest, environment: environment)
    }

    init(_ sources: ConfigSources, _ manifest: String? = nil, environment: [String: String] = [:]) throws {
        let outcome = try Outcome(manifest ?? Fixture.text("checked.yaml"))
        #expect(outcome.messages == [])
        var diagnostics = Diagnostics()
        let checks = ConfigChecks(
            library: ComponentLibrary(root: Fixture.repository),
            catalog: try Fixture.catalog(),
            context: ProcessContext(environment: environment, currentFolder: Fixture.tests, executable: "/")
        )
        _ = checks.run(
            [sources],
            try #require(outcome.manifest),
            try #require(outcome.resolution),
            isComplete: true,
            into: &diagnostics
        )
        lines = diagnostics.sorted.map(\.description)
    }
}
