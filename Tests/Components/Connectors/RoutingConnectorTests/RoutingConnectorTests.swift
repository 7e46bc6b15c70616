import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import RoutingConnector

/// The vectors of the reference page.
@Suite struct RoutingConnectorTests {
    /// The pipelines that a connector begins.
    private struct Pipelines {
        let consumers: [PipelineID: RecordingConsumer<Logs>]

        init(_ names: String...) {
            consumers = Dictionary(
                uniqueKeysWithValues: names.map { (PipelineID(.logs, name: $0), RecordingConsumer()) }
            )
        }

        var outputs: ConnectorOutputs {
            ConnectorOutputs(logs: ConnectorOutput(all: RecordingConsumer(), pipelines: consumers.mapValues { $0 }))
        }

        /// The texts of the records that the pipeline `name` was given, each with its resource's tenant.
        func texts(_ name: String) -> [String] {
            var texts: [String] = []
            for data in consumers[PipelineID(.logs, name: name)]?.received ?? [] {
                data.forEachLogRecord { entry in
                    let tenant = entry.resource.attributes["tenant"]?.text ?? ""
                    texts.append("\(tenant):\(entry.logRecord.severityText.string)")
                }
            }
            return texts
        }
    }

    private func route(
        _ yaml: String,
        to pipelines: Pipelines,
        from client: ClientContext = ClientContext(),
        _ resources: (tenant: String, records: String)...
    ) async throws {
        let json = resources.map { resource in
            #"{"resource":{"attributes":[{"key":"tenant","value":{"stringValue":"\#(resource.tenant)"}}]},"#
                + #""scopeLogs":[{"scope":{"name":"s"},"logRecords":[\#(resource.records)]}]}"#
        }
        let data = try Logs(validatingJSON: Bytes(utf8: #"{"resourceLogs":[\#(json.joined(separator: ","))]}"#))
        let connector = try RoutingConnectorFactory().logs(
            .decode(yaml: yaml),
            .test("routing", kind: .connector),
            pipelines.outputs
        )
        try await ClientContext.$current.withValue(client) { try await connector.consume(data) }
    }

    @Test func routesResources() async throws {
        let pipelines = Pipelines("a", "d")
        try await route(
            """
            default_pipelines: [logs/d]
            table: [{condition: 'attributes["tenant"] == "acme"', pipelines: [logs/a]}]
            """,
            to: pipelines,
            ("acme", #"{"severityText":"1"}"#),
            ("other", #"{"severityText":"2"}"#)
        )
        #expect(pipelines.texts("a") == ["acme:1"])
        #expect(pipelines.texts("d") == ["other:2"])
    }

    @Test func movesWhatARouteTakes() async throws {
        let pipelines = Pipelines("cheap", "s1")
        try await route(
            """
            table:
              - {context: log, condition: severity_number < SEVERITY_NUMBER_ERROR, pipelines: [logs/cheap]}
              - {condition: 'resource.attributes["tenant"] == "s1"', pipelines: [logs/s1]}
            """,
            to: pipelines,
            ("s1", #"{"severityNumber":9,"severityText":"i"},{"severityNumber":17,"severityText":"e"}"#),
            ("s2", #"{"severityNumber":17,"severityText":"dropped"}"#)
        )
        #expect(pipelines.texts("cheap") == ["s1:i"])
        #expect(pipelines.texts("s1") == ["s1:e"])
    }

    @Test func copies() async throws {
        let pipelines = Pipelines("a", "b")
        try await route(
            """
            table:
              - {condition: 'true', context: resource, action: copy, pipelines: [logs/a]}
              - {condition: 'attributes["tenant"] != nil', pipelines: [logs/b]}
            """,
            to: pipelines,
            ("x", "{}")
        )
        #expect(pipelines.texts("a") == ["x:"])
        #expect(pipelines.texts("b") == ["x:"])
    }

    @Test(arguments: [([], false), (["a"], false), (["a", "b"], true), (["b"], true)] as [([String], Bool)])
    func routesRequests(values: [String], isTaken: Bool) async throws {
        let pipelines = Pipelines("a", "d")
        let yaml = """
            default_pipelines: [logs/d]
            table: [{context: request, condition: 'request["X-Tenant"] != "a"', pipelines: [logs/a]}]
            """
        let client = ClientContext(metadata: values.isEmpty ? [:] : ["x-tenant": values])
        try await route(yaml, to: pipelines, from: client, ("t", "{}"))
        #expect(pipelines.texts("a").isEmpty != isTaken)
        #expect(pipelines.texts("d").isEmpty == isTaken)
    }

    /// What replaces `context: request`, and the routing processor's headers.
    @Test(arguments: [([], false), (["a"], true), (["b", "a"], false)] as [([String], Bool)])
    func routesByTheMetadataOfARequest(values: [String], isTaken: Bool) async throws {
        let pipelines = Pipelines("a", "d")
        let yaml = """
            default_pipelines: [logs/d]
            error_mode: propagate
            table: [{condition: 'otelcol.client.metadata["X-Tenant"][0] == "a"', pipelines: [logs/a]}]
            """
        let client = ClientContext(metadata: values.isEmpty ? [:] : ["x-tenant": values])
        try await route(yaml, to: pipelines, from: client, ("t", "{}"))
        #expect(pipelines.texts("a").isEmpty != isTaken)
        #expect(pipelines.texts("d").isEmpty == isTaken)
        let connector = try RoutingConnectorFactory().logs(
            .decode(yaml: yaml),
            .test("routing", kind: .connector),
            pipelines.outputs
        )
        #expect(connector.readsCallMetadata)
    }

    @Test func aRouteThatIsDownDoesNotHoldUpTheOthers() async throws {
        let (down, up) = (RecordingConsumer<Logs>(refusing: .permanent("bad")), RecordingConsumer<Logs>())
        let (a, b) = (PipelineID(.logs, name: "a"), PipelineID(.logs, name: "b"))
        let metrics = MetricRegistry()
        let connector = try RoutingConnectorFactory().logs(
            .decode(yaml: "table: [{condition: 'true', context: log, action: copy, pipelines: [logs/a, logs/b]}]"),
            .test("routing", kind: .connector, metrics: metrics),
            ConnectorOutputs(logs: ConnectorOutput(all: RecordingConsumer(), pipelines: [a: down, b: up]))
        )
        try await connector.start(TestHost())
        try await connector.consume(.sample(3))
        try await connector.shutdown()
        #expect(up.itemCount == 3)
        #expect(metrics.snapshot().first { $0.name == "fanout_dropped_items" }?.samples.map(\.value) == [3])
    }

    @Test func editsWhatARouteTakes() async throws {
        let pipelines = Pipelines("a", "d")
        try await route(
            """
            default_pipelines: [logs/d]
            table:
              - {statement: 'delete_key(resource.attributes, "tenant") where attributes["tenant"] == "x"', context: resource,
                 pipelines: [logs/a]}
            """,
            to: pipelines,
            ("x", "{}"),
            ("y", "{}")
        )
        #expect(pipelines.texts("a") == [":"])
        #expect(pipelines.texts("d") == ["y:"])
    }

    @Test func takesWhatCannotBeToldForNoMatch() async throws {
        let pipelines = Pipelines("a", "d")
        let table = #"table: [{condition: 'Len(attributes["n"]) > 1', pipelines: [logs/a]}]"#
        try await route("{default_pipelines: [logs/d], \(table)}", to: pipelines, ("x", "{}"))
        #expect(pipelines.texts("d") == ["x:"])
        await #expect(throws: ConsumeError.self) {
            try await route("{error_mode: propagate, \(table)}", to: pipelines, ("x", "{}"))
        }
    }

    @Test func namesThePipelinesThatThereAre() async throws {
        let error = await #expect(throws: (any Error).self) {
            try await route("table: [{condition: 'true', pipelines: [logs/x]}]", to: Pipelines("a"), ("x", "{}"))
        }
        #expect("\(String(describing: error))".contains("pipeline not found: logs/x"))
    }

    @Test(arguments: [
        ("table: []", "the routing table is empty"),
        ("table: [{pipelines: [logs/a]}]", "no condition or statement provided"),
        (
            "table: [{condition: 'true', statement: 'route()', pipelines: [logs/a]}]",
            "both condition and statement provided"
        ),
        ("table: [{condition: 'true'}]", "no pipelines defined"),
        ("table: [{condition: 'true', context: nope, pipelines: [logs/a]}]", "invalid context: nope"),
        (
            "table: [{context: request, statement: 'route()', pipelines: [logs/a]}]",
            "\"request\" context requires a 'condition'"
        ),
        (
            "table: [{context: request, condition: 'request[\"a\"] > \"b\"', pipelines: [logs/a]}]",
            "condition does not contain a valid comparator"
        ),
        ("table: [{value: acme, pipelines: [logs/a]}]", "value"),
    ])
    func refuses(yaml: String, message: String) throws {
        let errors = try #require(throws: ConfigErrors.self) { try RoutingSettings.decode(yaml: yaml) }
        #expect("\(errors)".contains(message), "\(errors)")
    }
}
