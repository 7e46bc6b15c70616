import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Testing

@testable import CollectorService

@Suite struct ServiceTests {
    @Test func logsItsStartAndEndAsUpstreamDoes() async throws {
        let fixture = try Fixture(
            """
            receivers: {oldfake: }
            exporters: {fake: }
            extensions: {fake: }
            service:
              telemetry: {metrics: {level: none}, traces: {processors: [{batch: {}}]}, logs: {initial_fields: {team: a}}}
              extensions: [fake]
              pipelines: {traces: {receivers: [oldfake], exporters: [fake]}}
            """
        )
        try await fixture.service.start()
        try await fixture.service.shutdown()
        #expect(
            fixture.log.messages == [
                "Starting otelcol-fake...",
                "receivers::oldfake: \"oldfake\" alias is deprecated; use \"fake\" instead",
                "service::telemetry::traces is not available yet: the collector does not trace itself",
                "Starting extensions...", "Extension is starting...", "Extension started.",
                "Everything is ready. Begin running and processing data.", "Starting shutdown...",
                "Stopping extensions...", "Shutdown complete.",
            ]
        )
        let first = try #require(fixture.log.lines.first)
        #expect(first.fields.map(\.key).prefix(3) == ["resource", "team", "Version"])
    }

    @Test func servesMetrics() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            exporters: {fake: }
            service:
              telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: 0}}}}]}}
              pipelines: {traces: {receivers: [fake], exporters: [fake]}}
            """
        )
        try await fixture.service.start()
        let address = try #require(fixture.service.metricsAddresses.first)
        let page = await RawHTTP.get("/metrics", port: address.port)
        #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(page.contains("otelcol_process_uptime "))
        #expect(await RawHTTP.get("/", port: address.port).hasPrefix("HTTP/1.1 404 "))
        try await fixture.service.shutdown()
    }

    @Test func aPortInUseIsAnError() async throws {
        let yaml = { (port: Int) in
            """
            receivers: {fake: }
            exporters: {fake: }
            service:
              telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: \(port)}}}}]}}
              pipelines: {traces: {receivers: [fake], exporters: [fake]}}
            """
        }
        let first = try Fixture(yaml(0))
        try await first.service.start()
        let port = try #require(first.service.metricsAddresses.first).port
        let second = try Fixture(yaml(port))
        let error = await #expect(throws: ServiceError.self) { try await second.service.start() }
        #expect(error?.description.contains("failed to create meter provider: ") == true)
        #expect(error?.description.contains("\(port)") == true)
        try await second.service.shutdown()
        try await first.service.shutdown()
    }
}

@Suite struct CommandLineTests {
    @Test func listsComponentsAsUpstreamDoes() {
        #expect(
            ComponentList(Fixture.distribution).yaml == """
                buildinfo:
                    command: otelcol-fake
                    description: 'Fakes: all of them'
                    version: '1.2.3'
                receivers:
                    - name: fake
                      module: example.com/receiver v1
                      stability:
                        logs: Undefined
                        metrics: Stable
                        traces: Beta
                processors:
                    - name: fake
                      module: example.com/processor v1
                      stability:
                        logs: Undefined
                        metrics: Beta
                        traces: Beta
                exporters:
                    - name: fake
                      module: example.com/exporter v1
                      stability:
                        logs: Undefined
                        metrics: Beta
                        traces: Beta
                connectors:
                    - name: join
                      module: example.com/connector v1
                      stability:
                        metrics-to-metrics: Beta
                        traces-to-traces: Beta
                extensions:
                    - name: fake
                      module: example.com/extension v1
                      stability:
                        extension: Beta
                providers:
                    - scheme: env
                      module: example.com/env v1
                    - scheme: yaml
                      module: example.com/yaml v1

                """
        )
    }

    @Test func takesFlagsInEveryForm() throws {
        let arguments = try Arguments(
            ["--config", "a", "--config=b", "--validate=false", "word", "--", "--config"],
            flags: Command.printConfig.flags
        )
        #expect(arguments.values("config") == ["a", "b"])
        #expect(!arguments.has("validate"))
        #expect(arguments.words == ["word", "--config"])
    }

    @Test(arguments: [
        (["--confg", "x"], "unknown flag: --confg; did you mean --config?"),
        (["--config"], "flag needs an argument: --config"),
        (["-x"], "unknown shorthand flag: \"x\" in -x"),
        (["--help=maybe"], "invalid argument \"maybe\" for \"--help\" flag: true or false expected"),
    ])
    func refusesArguments(arguments: [String], message: String) {
        let error = #expect(throws: ServiceError.self) { try Arguments(arguments, flags: Command.run.flags) }
        #expect(error?.description == message)
    }

    @Test func showsGates() throws {
        let table = try FeatureGateTable(FeatureGates()).text(for: nil)
        #expect(table.split(separator: "\n").first?.hasPrefix("ID") == true)
        #expect(table.contains("service.profilesSupport"))
        let error = #expect(throws: ServiceError.self) { try FeatureGateTable(FeatureGates()).text(for: "x") }
        #expect(error?.description == "feature \"x\" not found")
    }

    @Test(arguments: ["/nowhere/c.yaml", "file:/nowhere/c.yaml", "nope:x"])
    func unreadableLocationsAreErrors(location: String) async {
        let loader = ConfigurationLoader(
            distribution: Fixture.distribution,
            locations: [location],
            gates: FeatureGates()
        )
        let error = await #expect(throws: ServiceError.self) { _ = try await loader.load() }
        #expect(error?.description.hasPrefix("failed to get config: cannot resolve the configuration: ") == true)
    }

    @Test func decodingErrorsComeUnderUpstreamsHeader() async {
        let loader = ConfigurationLoader(
            distribution: Fixture.distribution,
            locations: ["yaml:receivers::fake::x: 1"],
            gates: FeatureGates()
        )
        let error = await #expect(throws: ServiceError.self) { _ = try await loader.load() }
        #expect(
            error?.description.hasPrefix(
                "failed to get config: cannot unmarshal the configuration: decoding failed due to the following error(s):\n\n"
            )
                == true
        )
    }
}
