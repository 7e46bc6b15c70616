import CollectorConfig
import Testing

@testable import Builder

@Suite struct ValidationGateTests {
    private final class Reporter: BuildReporter {
        var lines: [String] = []
        func status(_ text: String) { lines.append(text) }
        func progress(_ progress: BuildProgress) {}
        func output(_ line: String) {}
        func report(_ diagnostics: [Diagnostic]) {}
    }

    /// What is said when a collector that does `script` judges a configuration with these unknown references.
    private func check(
        _ script: String,
        unknown: [String] = [],
        yaml: String = "service:\n",
        target: BuildTarget? = nil
    ) throws
        -> (diagnostics: [String], status: [String])
    {
        let folder = try TemporaryFolder()
        let binary = try folder.script("collector", script)
        let config = LoadedConfig(
            sources: ConfigSources(["a.yaml", "b.yaml"]),
            root: try ConfigNode(yaml: yaml, source: "a.yaml"),
            unknown: unknown,
            schemes: ["file"]
        )
        let reporter = Reporter()
        let gate = ValidationGate(
            configs: [config],
            environment: [:],
            reporter: reporter,
            isVerbose: false,
            target: target
        )
        var diagnostics = Diagnostics()
        try gate.check(binary, into: &diagnostics)
        return (diagnostics.sorted.map(\.description), reporter.lines)
    }

    @Test func whatTheCollectorTakesPasses() throws {
        let (diagnostics, status) = try check(#"[ "$*" = "validate --config a.yaml --config b.yaml" ]"#)
        #expect(diagnostics == [])
        #expect(status == ["Validated a.yaml,b.yaml"])
    }

    @Test func aCollectorForAnotherMachineIsNotStarted() throws {
        let triple = try #require(TargetTriple.all.first { $0.architecture != Host.architecture })
        let target = BuildTarget(triple: triple, sdk: triple.name, sysroot: "/")
        let (diagnostics, status) = try check("exit 1", target: target)
        #expect(
            diagnostics == [
                "note: the collector's own validate has not judged the configurations: it runs on \(triple.platform) only"
            ]
        )
        #expect(status == [])
    }

    @Test func aPipelineOfProfilesNeedsItsGate() throws {
        let script = #"[ "${6}" = "--feature-gates=service.profilesSupport" ]"#
        #expect(try check(script, yaml: "service: {pipelines: {profiles: {}}}").diagnostics == [])
    }

    @Test func itsErrorsAreTheBuilds() throws {
        let line = "Error: invalid configuration: a.yaml:3:4: error: exporters::otlp: no endpoint"
        let script = "echo '\(line)' >&2; exit 1"
        #expect(
            try check(script).diagnostics == [
                "a.yaml:3:4: error: exporters::otlp: no endpoint",
                "error: the collector's own validate refuses a.yaml,b.yaml, exit code 1",
            ]
        )
        #expect(try check("echo 'no factory'; exit 2").diagnostics.first?.contains("no factory") == true)
    }

    @Test func whereReferencesAreUnknownItsErrorsAreWarnings() throws {
        let script = "echo 'a.yaml:3:4: error: no endpoint'; exit 1"
        #expect(
            try check(script, unknown: ["env:HOST"]).diagnostics == [
                "a.yaml:3:4: warning: no endpoint",
                "warning: the collector's own validate refuses a.yaml,b.yaml, exit code 1; not known here: ${env:HOST}",
            ]
        )
    }
}
