import CollectorConfig
import Foundation
import Testing

@testable import Builder

@Suite struct ConfigCheckTests {
    private let rest = """
        exporters: {debug: }
        service: {pipelines: {logs: {receivers: [otlp], exporters: [debug]}}}
        """

    @Test func everyMistakeHasItsPlaceAndAWayOut() throws {
        let checked = try Checked(ConfigSources([Fixture.tests + "/Fixtures/mistaken-collector.yaml"]))
        let lines = checked.lines.map { $0.replacing(Fixture.tests + "/Fixtures/", with: "") }
        try expectSnapshot(lines.joined(separator: "\n") + "\n", "mistaken-collector.txt")
    }

    @Test func theManifestsOwnConfigurationsAreGood() throws {
        let folder = Fixture.repository + "/manifests"
        for name in ["core", "quickstart", "contrib"] {
            let manifest = try String(contentsOfFile: "\(folder)/\(name).yaml", encoding: .utf8)
            let checked = try Checked(ConfigSources(["\(folder)/\(name).collector.yaml"]), manifest)
            #expect(checked.lines == [])
        }
    }

    /// Telegen's snippet, and variations of it.
    @Test(arguments: [
        ("exporter-tenant-a", "[routing]", "processors::routing::table::0::exporters::0: the exporter "
            + "\"exporter-tenant-a\" is not among those of service::pipelines::traces; did you mean \"otlp/tenant-a\"?"),
        ("otlp/other", "[routing]", "add it to service::pipelines::traces::exporters"),
        ("otlp/tenant-a", "[routing, batch]", "the processor \"routing\" hands telemetry to exporters itself, and must be "
            + "the last; move it behind \"batch\""),
        ("otlp/tenant-a", "[batch, routing]", ""), ("\"${env:TENANT}\"", "[routing]", ""),
    ])
    func processorsNameExportersOfTheirPipelines(exporter: String, processors: String, message: String) throws {
        let manifest = """
            dist: {name: d, version: 1.0.0}
            receivers: [{module: OTLPReceiver}]
            processors: [{module: RoutingProcessor}, {module: BatchProcessor}]
            exporters: [{module: OTLPGRPCExporter}]
            """
        let checked = try Checked(
            """
            receivers: {otlp: {protocols: {grpc: }}}
            processors:
              batch:
              routing:
                from_attribute: X-Tenant-ID
                table:
                  - value: tenant-a
                    exporters: [\(exporter)]
            exporters: {otlp/tenant-a: {endpoint: "a:4317"}, otlp/other: {endpoint: "b:4317"}}
            service: {pipelines: {traces: {receivers: [otlp], processors: \(processors), exporters: [otlp/tenant-a]}}}
            """,
            manifest
        )
        let errors = checked.lines.filter { $0.contains("error: ") }
        #expect(errors.count == (message.isEmpty ? 0 : 1), "\(errors)")
        #expect(errors.allSatisfy { $0.contains(message) }, "\(errors)")
    }

    @Test func everyExampleFitsItsComponentsSchema() throws {
        for component in try Fixture.catalog().components where component.kind != .provider {
            var diagnostics = Diagnostics()
            let schema = try #require(SettingsSchema.read(component, into: &diagnostics), "\(component.product)")
            let folder = URL(fileURLWithPath: component.file).deletingLastPathComponent().path + "/Examples"
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".yaml") {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                var checker = SettingsChecker(path: [component.type])
                checker.check(try ConfigNode(yaml: text, source: "\(component.product)/\(name)"), schema.root)
                #expect(checker.diagnostics.map(\.description) == [])
            }
            #expect(diagnostics.sorted == [])
        }
    }

    @Test(arguments: [
        "{protocols: {grpc: {endpoint: \"${env:HOST}:4317\", max_concurrent_streams: \"${env:STREAMS}\"}}}",
        "{protocols: {grpc: \"${file:/not/here.yaml}\", http: {tls: {cert_file: \"${env:CERT:-a.pem}\"}}}}",
        "\"${env:OTLP}\"", "{protocols: {grpc: \"${yaml:endpoint: a:1}\"}}",
        "{protocols: {http: {cors: {allowed_origins: \"http://*,https://*\"}}}}",
        "{protocols: {grpc: {read_buffer_size: 1e3, auth: null, transport: null}}}",
    ])
    func whatTheCollectorMayTakeIsNoError(settings: String) throws {
        #expect(try Checked("receivers: {otlp: \(settings)}\n\(rest)").lines == [])
    }

    @Test func wholeSectionsMayBeUnknownHere() throws {
        let text = """
            receivers: ${env:RECEIVERS}
            exporters: {debug: , otlp_grpc: {endpoint: a}}
            service: {extensions: "${env:EXTENSIONS}", pipelines: {logs: {receivers: [x], exporters: "${env:OUT}"}}}
            """
        #expect(try Checked(text).lines == [])
    }

    @Test func whatIsKnownBehindAReferenceIsChecked() throws {
        let checked = try Checked("receivers: {otlp: {protocols: {grpc: \"${yaml:endpont: a}\"}}}\n\(rest)")
        #expect(checked.lines.count == 1)
        #expect(checked.lines.first?.contains("unknown setting \"endpont\"; did you mean \"endpoint\"?") == true)
    }

    @Test func aSchemeWithoutProviderIsAnError() throws {
        let checked = try Checked("receivers: {otlp: \"${vault:a}\"}\n\(rest)")
        #expect(checked.lines.count == 1)
        #expect(checked.lines.first?.contains("scheme \"vault\" is not supported") == true)
    }

    @Test func sourcesAreMergedAsTheCollectorMergesThem() throws {
        let both = ConfigSources(["yaml:receivers: {otlp: {protocols: {grpc: }}}", "yaml:\(rest)"])
        #expect(try Checked(both).lines == [])
        #expect(ConfigSources(argument: "a.yaml, b.yaml").uris == ["a.yaml", "b.yaml"])
        #expect(ConfigSources(argument: "yaml:a: [1, 2]").uris == ["yaml:a: [1, 2]"])
    }

    @Test func aMissingFileIsOneError() throws {
        #expect(
            try Checked(ConfigSources(["none.yaml"])).lines == [
                "error: none.yaml does not exist; a path is relative to the current folder"
            ]
        )
    }

    @Test func connectorsNeedAPipelineOnTheOtherSide() throws {
        let text = """
            receivers: {otlp: {protocols: {grpc: }}}
            exporters: {debug: }
            connectors: {forward: }
            service:
              pipelines:
                traces: {receivers: [otlp], exporters: [forward]}
                logs: {receivers: [forward], exporters: [debug]}
            """
        let lines = try Checked(text).lines
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("no pipeline of a signal that fits") })
    }

    @Test func linesToAddHaveTheManifestsVersions() throws {
        let lines = try Checked("receivers: {nop: , otlp: {protocols: {grpc: }}}\n\(rest)").lines
        #expect(
            lines.contains { $0.contains("\"- gomod: go.opentelemetry.io/collector/receiver/nopreceiver v0.150.0\"") }
        )
    }

    @Test func theManifestNamesConfigurations() throws {
        let outcome = try Outcome(
            """
            dist: {name: a}
            configs:
              - a.yaml
              - [b.yaml, c.yaml]
              - {d: e}
            """
        )
        #expect(outcome.manifest?.configs.map(\.value.uris) == [["a.yaml"], ["b.yaml", "c.yaml"]])
        #expect(outcome.messages.map { $0.prefix(29) } == ["m.yaml:5:5: error: every item"])
    }
}
