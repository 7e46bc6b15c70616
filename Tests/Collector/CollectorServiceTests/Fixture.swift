import CollectorAPI
import CollectorConfig
import CollectorTestKit
import EnvProvider
import Pdata
import Testing
import YAMLProvider

@testable import CollectorService

/// A distribution of fakes, and collectors made of it.
struct Fixture {
    static var distribution: Distribution {
        var distribution = Distribution(
            BuildInfo(command: "otelcol-fake", description: "Fakes: all of them", version: "1.2.3")
        )
        distribution.receivers = [.init(FakeReceiverFactory(), module: "example.com/receiver v1")]
        distribution.processors = [.init(FakeProcessorFactory(), module: "example.com/processor v1")]
        distribution.exporters = [.init(FakeExporterFactory(), module: "example.com/exporter v1")]
        distribution.connectors = [.init(FakeConnectorFactory(), module: "example.com/connector v1")]
        distribution.extensions = [.init(FakeExtensionFactory(), module: "example.com/extension v1")]
        distribution.providers = [
            .init(YAMLProviderFactory(), module: "example.com/yaml v1"),
            .init(EnvProviderFactory(), module: "example.com/env v1"),
        ]
        return distribution
    }

    let journal: Journal
    let log: RecordingLogSink
    let configuration: CollectorConfiguration
    let service: Service
    let clock: TestClock
    let fatal: StopRequest

    /// A collector of `yaml`, whose metrics are off unless it says otherwise.
    init(_ yaml: String, gates: String = "") throws {
        let (journal, log, clock, fatal) = (Journal(), RecordingLogSink(), TestClock(), StopRequest())
        (self.journal, self.log, self.clock, self.fatal) = (journal, log, clock, fatal)
        let loaded = try Self.decode(yaml, gates: gates)
        configuration = loaded.configuration
        service = try Current.$journal.withValue(journal) {
            try Service(
                loaded.configuration,
                loaded.plan,
                Self.distribution.build,
                warnings: loaded.warnings,
                clock: clock,
                sink: log
            ) { _, message in fatal.request(.fatal(message)) }
        }
    }

    /// The metrics as Prometheus would read them.
    var page: String { PrometheusPage.render(service.metrics.snapshot(), service.resource, typeSuffix: false) }

    /// What is wrong with `yaml`, a line each: severity, place, text.
    static func diagnostics(_ yaml: String, gates: String = "") throws -> [ConfigDiagnostic] {
        var gateState = FeatureGates()
        _ = try gateState.apply(gates)
        var found: [ConfigDiagnostic] = []
        let root = try ConfigNode(yaml: yaml, source: "c.yaml")
        _ = CollectorConfiguration.decode(root, distribution, gateState, into: &found)
        return found
    }

    static func errors(_ yaml: String, gates: String = "") throws -> [String] {
        try diagnostics(yaml, gates: gates).filter { $0.severity == .error }.map(\.description)
    }

    private static func decode(_ yaml: String, gates: String) throws -> ConfigurationLoader.Loaded {
        var gateState = FeatureGates()
        _ = try gateState.apply(gates)
        var found: [ConfigDiagnostic] = []
        let root = try ConfigNode(yaml: yaml, source: "c.yaml")
        let (configuration, plan) = CollectorConfiguration.decode(root, distribution, gateState, into: &found)
        let errors = found.filter { $0.severity == .error }
        guard errors.isEmpty else { throw ConfigErrors(errors) }
        return .init(configuration: configuration, plan: try #require(plan), warnings: found)
    }
}

let quiet = "telemetry: {metrics: {level: none}}"
