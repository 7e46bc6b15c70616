import CollectorConfig
import Testing

@testable import Builder

@Suite struct CollectorAroundTests {
    private func manifest(_ configuration: String, local: LocalComponents? = nil) throws -> (String, [String]) {
        var diagnostics = Diagnostics()
        let config = LoadedConfig(
            sources: ConfigSources(["c.yaml"]),
            root: try ConfigNode(yaml: configuration, source: "c.yaml"),
            unknown: [],
            schemes: []
        )
        let configured = ConfiguredComponent.all(in: config)
        let text = CollectorAround.manifest(
            of: configured,
            local: local,
            catalog: try Fixture.catalog(),
            name: "collector",
            into: &diagnostics
        )
        return (text, diagnostics.sorted.map(\.description))
    }

    private var tenant: LocalComponents {
        LocalComponents(
            packageRoot: "/w/it's",
            components: [
                ComponentDescription(
                    kind: .processor,
                    type: "tenant",
                    aliases: ["tenancy"],
                    product: "TenantProcessor",
                    summary: "",
                    goPaths: [],
                    signals: [],
                    packages: [],
                    file: "/w/it's/component.yaml"
                )
            ]
        )
    }

    @Test func whatIsDeclaredIsBuiltInOnce() throws {
        let (text, messages) = try manifest(
            """
            receivers: {otlp: , otlp/2: }
            processors: {tenancy/a: , batch: }
            exporters: {debug: , otlphttp: , amplitude: {api_key: x}}
            connectors: {forward: }
            extensions: {health_check: }
            """,
            local: tenant
        )
        #expect(messages == [])
        let resolved = try Outcome(text, surroundings: Surroundings()).manifest?.entries.filter { !$0.isDefault }
        let words = resolved?.map { $0.words.split(separator: "/").last.map(String.init) ?? "" }
        #expect(
            words == [
                "OTLPReceiver", "it's", "BatchProcessor", "DebugExporter", "OTLPHTTPExporter", "amplitudeexporter",
                "ForwardConnector", "HealthCheckExtension",
            ]
        )
    }

    @Test func whatThereIsNotIsReportedWhereItStands() throws {
        let (_, messages) = try manifest(
            """
            receivers:
              otpl:
            exporters:
              carrier_pigeon:
            """
        )
        #expect(
            messages == [
                "c.yaml:2:3: error: there is no receiver \"otpl\" in the library; did you mean \"otlp\"?",
                "c.yaml:4:3: error: there is no exporter \"carrier_pigeon\" in the library; \"swift-ocb components\" lists what there is, and \"swift-ocb new exporter carrier_pigeon\" begins one",
            ]
        )
    }
}
