import CollectorConfig
import Testing

@testable import Builder

/// What the commands read that start a collector here: every source that the collector takes.
@Suite struct ConfigPlaceTests {
    private let variables = ["PATH": "/usr/bin:/bin", "EXPORTER": "debug", "WHOLE": "receivers: {nop: }"]

    /// The types that `sources` declare, and what is said.
    private func types(_ sources: [String], _ environment: [String: String]? = nil) -> ([String], [String]) {
        var diagnostics = Diagnostics()
        let loader = ConfigLoader(environment: environment ?? variables, place: .here)
        let config = loader.load(ConfigSources(sources), into: &diagnostics)
        let types = config.map { ConfiguredComponent.all(in: $0).map(\.type) } ?? []
        return (types, diagnostics.sorted.map(\.description))
    }

    @Test func textsVariablesAndFilesAreOneConfiguration() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("batch: {timeout: 1s}\n", to: "processors.yaml")
        let (found, said) = types([
            "yaml:receivers::otlp: {}", "env:WHOLE",
            "yaml:{processors: '${file:\(file)}', exporters: {'${env:EXPORTER}': }}",
            "yaml:extensions: {'${NONE:-zpages}': }",
        ])
        #expect(said == [])
        #expect(found.contains("batch"))
        #expect(Set(found).isSuperset(of: ["otlp", "nop"]))
    }

    @Test func whatVariablesStandForIsKnownHere() {
        #expect(types(["yaml:exporters: ${env:ALL}"], ["ALL": "{debug: , nop: }"]).0 == ["debug", "nop"])
        #expect(types(["env:ALL:-exporters: {debug: }"], [:]).0 == ["debug"])
        #expect(types(["yaml:exporters: ${env:ALL}"], [:]).1 == [])
    }

    @Test func whatIsNotThereIsSaid() {
        #expect(types(["yaml:exporters: ${file:/none.yaml}"]).1.first?.contains("/none.yaml does not exist") == true)
        #expect(types(["env:NONE"]).1.first?.contains("environment variable \"NONE\" is not set here") == true)
    }

    @Test func URLsAreFetched() throws {
        let folder = try TemporaryFolder()
        // Prints its last argument and the status, as curl does by --write-out.
        try folder.script("curl", #"for url; do :; done; printf 'receivers: {nop: }\n# %s\n\n%s' "$url" 200"#)
        #expect(types(["http://example.com/c.yaml"], ["PATH": folder.path]).0 == ["nop"])
        #expect(types(["https://a.b/c.yaml"], ["PATH": "/none"]).1.first?.contains("no curl on PATH") == true)
        try folder.script("curl", "printf '%s\\n%s' gone 404")
        #expect(
            types(["https://me:secret@a.b/c.yaml?key=secret"], ["PATH": folder.path]).1 == [
                "error: unable to fetch the configuration of https://a.b/c.yaml: the server answered with status 404; the status must be 200"
            ]
        )
        try folder.script("curl", "exit 7")
        #expect(types(["http://a.b"], ["PATH": folder.path]).1.first?.hasSuffix("nobody listens there") == true)
    }
}
