import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import RoutingProcessor

/// The vectors of the reference page, and what becomes of refusals.
@Suite struct RoutingProcessorTests {
    private static let ids: [ComponentID] = ["otlp", "otlp/a", "otlp/b"].compactMap { try? ComponentID(parsing: $0) }

    /// A pipeline's exporters.
    private struct Exporters {
        let ends: [ComponentID: RecordingConsumer<Logs>]

        init(_ refusing: [String: ConsumeError] = [:]) {
            ends = Dictionary(
                uniqueKeysWithValues: RoutingProcessorTests.ids.map { id in
                    (id, refusing["\(id)"].map { RecordingConsumer(refusing: $0) } ?? RecordingConsumer())
                }
            )
        }

        var context: PipelineExporters {
            var exporters = PipelineExporters()
            exporters.logs = ends.mapValues { $0 }
            return exporters
        }

        /// What `id` got: for each call the tenants of its resources.
        func tenants(_ id: String) -> [String] {
            (ends.first { "\($0.key)" == id }?.value.received ?? []).map { data in
                var tenants: [String] = []
                data.forEachLogRecord { tenants.append($0.resource.attributes["tenant"]?.text ?? "-") }
                return tenants.joined(separator: " ")
            }
        }
    }

    private func logs(_ tenants: [String]) throws -> Logs {
        let resources = tenants.map { tenant in
            #"{"resource":{"attributes":[{"key":"tenant","value":{"stringValue":"\#(tenant)"}}]},"#
                + #""scopeLogs":[{"scope":{"name":"s"},"logRecords":[{"severityText":"x"}]}]}"#
        }
        return try Logs(validatingJSON: Bytes(utf8: #"{"resourceLogs":[\#(resources.joined(separator: ","))]}"#))
    }

    private func route(
        _ yaml: String,
        to exporters: Exporters,
        from client: ClientContext = ClientContext(),
        log: RecordingLogSink = RecordingLogSink(),
        metrics: MetricRegistry = MetricRegistry(),
        _ tenants: String...
    ) async throws {
        let context = ComponentContext.test(
            "routing",
            kind: .processor,
            log: log,
            metrics: metrics,
            exporters: exporters.context
        )
        let processor = try RoutingProcessorFactory().logs(.decode(yaml: yaml), context, RecordingConsumer())
        let host = TestHost()
        try await processor.start(host)
        let data = try logs(tenants)
        try await ClientContext.$current.withValue(client) { try await processor.consume(data) }
        try await processor.shutdown()
        #expect(host.runningTasks == 0)
    }

    private static let header = """
        from_attribute: X-Tenant
        default_exporters: [otlp]
        table:
          - {value: acme, exporters: [otlp/a]}
          - {value: globex, exporters: [otlp/a, otlp/b]}
        """

    @Test(arguments: [
        (["acme"], "otlp/a"), (["globex"], "otlp/a otlp/b"), (["other"], "otlp"), (["acme", "globex"], "otlp/a"),
        (["ACME"], "otlp"), ([], "otlp"), ([""], "otlp"),
    ])
    func routesByTheFirstValueOfAHeader(values: [String], expected: String) async throws {
        let exporters = Exporters()
        let client = ClientContext(metadata: values.isEmpty ? [:] : ["x-tenant": values])
        try await route(Self.header, to: exporters, from: client, "t", "u")
        let reached = Self.ids.map { "\($0)" }.filter { exporters.tenants($0) == ["t u"] }
        #expect(reached.joined(separator: " ") == expected)
    }

    @Test func tellsOfRequestsWithoutTheHeader() async throws {
        let log = RecordingLogSink()
        let metrics = MetricRegistry()
        try await route(Self.header, to: Exporters(), log: log, metrics: metrics, "t", "u")
        let warnings = log.lines.filter { $0.level == .warn }
        #expect(warnings.count == 1)
        #expect(warnings.first?["header"] == "X-Tenant")
        let family = metrics.snapshot().first { $0.name == "routing_processor_non_routed_log_records" }
        #expect(family?.samples.map(\.value) == [2])
    }

    @Test func everyRouteThatMatchesGetsACopy() async throws {
        let exporters = Exporters()
        try await route(
            """
            default_exporters: [otlp]
            table:
              - {statement: 'route() where resource.attributes["tenant"] != "x"', exporters: [otlp/a]}
              - {statement: 'route() where attributes["tenant"] == "acme"', exporters: [otlp/b]}
            """,
            to: exporters,
            "acme",
            "x",
            "other"
        )
        #expect(exporters.tenants("otlp/a") == ["acme other"])
        #expect(exporters.tenants("otlp/b") == ["acme"])
        #expect(exporters.tenants("otlp") == ["x"])
    }

    @Test func whatGoesToTheSameExportersGoesTogether() async throws {
        let exporters = Exporters()
        try await route(
            """
            from_attribute: tenant
            attribute_source: resource
            default_exporters: [otlp/b]
            table:
              - {value: acme, exporters: [otlp/a]}
              - {value: globex, exporters: [otlp/a]}
              - {value: 'say "hi"\\', exporters: [otlp]}
            """,
            to: exporters,
            "globex",
            "x",
            "acme",
            #"say \"hi\"\\"#
        )
        #expect(exporters.tenants("otlp/a") == ["acme globex"])
        #expect(exporters.tenants("otlp") == [#"say "hi"\"#])
        #expect(exporters.tenants("otlp/b") == ["x"])
    }

    @Test func dropsTheAttributeFromTheRoutedCopyOnly() async throws {
        let exporters = Exporters()
        try await route(
            """
            from_attribute: tenant
            attribute_source: resource
            drop_resource_routing_attribute: true
            default_exporters: [otlp]
            table:
              - {value: acme, exporters: [otlp/a]}
              - {statement: 'route() where resource.attributes["tenant"] == "acme"', exporters: [otlp/b]}
            """,
            to: exporters,
            "acme",
            "x"
        )
        #expect(exporters.tenants("otlp/a") == ["-"])
        #expect(exporters.tenants("otlp/b") == ["acme"])
        #expect(exporters.tenants("otlp") == ["x"])
    }

    @Test func whatCannotBeToldGoesToTheDefaultOrIsRefused() async throws {
        let table = #"table: [{statement: 'route() where Len(attributes["none"]) > 1', exporters: [otlp/a]}]"#
        let exporters = Exporters()
        try await route("{default_exporters: [otlp], error_mode: ignore, \(table)}", to: exporters, "t")
        #expect(exporters.tenants("otlp") == ["t"])
        let error = await #expect(throws: ConsumeError.self) {
            try await route("{default_exporters: [otlp], \(table)}", to: exporters, "t")
        }
        #expect(error?.isPermanent == true)
    }

    @Test func withoutADefaultTheRestIsDropped() async throws {
        let exporters = Exporters()
        try await route("{from_attribute: X, table: [{value: v, exporters: [otlp/a]}]}", to: exporters, "t")
        #expect(Self.ids.allSatisfy { exporters.tenants("\($0)").isEmpty })
    }

    @Test func allErrorsReachTheSenderWhenNothingIsAccepted() async throws {
        let exporters = Exporters(["otlp/a": .retryable("busy"), "otlp/b": .permanent("bad")])
        let client = ClientContext(metadata: ["x-tenant": ["globex"]])
        let error = await #expect(throws: ConsumeError.self) {
            try await route(Self.header, to: exporters, from: client, "t")
        }
        #expect(error?.message == "busy; bad")
        #expect(error?.isPermanent == false)
    }

    @Test func whatOneExporterNeverTakesIsCountedWhenAnotherAccepts() async throws {
        let metrics = MetricRegistry()
        let exporters = Exporters(["otlp/b": .permanent("bad")])
        let client = ClientContext(metadata: ["x-tenant": ["globex"]])
        try await route(Self.header, to: exporters, from: client, metrics: metrics, "t", "u")
        #expect(exporters.tenants("otlp/a") == ["t u"])
        let lost = metrics.snapshot().first { $0.name == "fanout_dropped_items" }
        #expect(lost?.samples.map(\.value) == [2])
    }

    @Test func passesOnTheBytesThatCame() async throws {
        let exporters = Exporters()
        let client = ClientContext(metadata: ["x-tenant": ["globex"]])
        try await route(Self.header, to: exporters, from: client, "t")
        let sent = try logs(["t"])
        #expect(exporters.ends.values.flatMap(\.received).map(\.segments) == [sent.segments, sent.segments])
    }

    @Test(arguments: [
        ("table: []", "invalid routing table: the routing table is empty"),
        ("{from_attribute: X, table: [{exporters: [a]}]}", "invalid (empty) route : empty routing attribute provided"),
        (
            "{from_attribute: X, table: [{value: v, statement: 'route()', exporters: [a]}]}",
            "invalid route: both statement (route()) and value (v) provided"
        ),
        ("{from_attribute: X, table: [{value: v}]}", "invalid route v: no exporters defined for the route"),
        ("table: [{value: v, exporters: [a]}]", "the FromAttribute property is empty"),
        (
            "{from_attribute: X, drop_resource_routing_attribute: true, table: [{value: v, exporters: [a]}]}",
            "drop_resource_routing_attribute is set to true"
        ),
        ("table: [{statement: 'set(attributes[\"a\"], 1)', exporters: [a]}]", "undefined function \"set\""),
        ("table: [{statement: 'route() where span.name == \"a\"', exporters: [a]}]", "span"),
        ("{attribute_source: header, table: [{statement: 'route()', exporters: [a]}]}", "attribute_source"),
    ])
    func refuses(yaml: String, message: String) throws {
        let errors = try #require(throws: ConfigErrors.self) { try RoutingProcessorSettings.decode(yaml: yaml) }
        #expect("\(errors)".contains(message), "\(errors)")
    }

    @Test(arguments: [
        (Self.header, #"condition: 'otelcol.client.metadata["X-Tenant"][0] == "acme"', pipelines: [<signal>/a]"#),
        (
            "{from_attribute: t, attribute_source: resource, table: [{value: v, exporters: [otlp]}]}",
            #"condition: 'resource.attributes["t"] == "v"', pipelines: [<signal>/otlp]"#
        ),
        (
            "table: [{statement: 'route()', exporters: [otlp/b]}]",
            "context: resource, statement: 'route()', pipelines: [<signal>/b]"
        ),
    ])
    func saysWhatReplacesIt(yaml: String, route: String) throws {
        var found: [ConfigDiagnostic] = []
        _ = RoutingProcessorSettings.decode(try ConfigNode(yaml: yaml, source: "c.yaml"), at: [], into: &found)
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.description.contains("the connector \"routing\" replaces it") == true)
        #expect(found.first?.description.contains(route) == true, "\(found)")
    }
}
