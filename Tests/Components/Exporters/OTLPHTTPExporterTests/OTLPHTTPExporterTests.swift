import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

@testable import OTLPHTTPExporter

@Suite("OTLP HTTP exporter", .timeLimit(.minutes(5))) struct OTLPHTTPExporterTests {
    @Test("traces arrive whole and gzipped at their path")
    func traces() async throws {
        let backend = Backend()
        try await Fixture<Traces>.with(backend) { fixture in
            #expect(await fixture.send(5).value == nil)
            #expect(fixture.value("exporter_sent_spans") == 5)
        }
        let received = try #require(backend.requests.first)
        #expect(received.method == "POST")
        #expect(received.path == "/v1/traces")
        #expect(received.headers["content-type"] == "application/x-protobuf")
        let request = try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(
            serializedBytes: received.body.array
        )
        let spans = request.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans)
        #expect(spans.map(\.name) == (0..<5).map { "item-\($0)" })
        #expect(request.resourceSpans.first?.resource.attributes.first?.value.stringValue == "test")
    }

    @Test("metrics arrive whole at their path")
    func metrics() async throws {
        let backend = Backend()
        try await Fixture<Metrics>.with(backend) { fixture in
            #expect(await fixture.send(4).value == nil)
            #expect(fixture.value("exporter_sent_metric_points") == 4)
        }
        let received = try #require(backend.requests.first)
        #expect(received.path == "/v1/metrics")
        let request = try Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest(
            serializedBytes: received.body.array
        )
        let metrics = request.resourceMetrics.flatMap(\.scopeMetrics).flatMap(\.metrics)
        #expect(metrics.map(\.name) == (0..<4).map { "item-\($0)" })
    }

    @Test("logs arrive whole at their path")
    func logs() async throws {
        let backend = Backend()
        try await Fixture<Logs>.with(backend) { fixture in
            #expect(await fixture.send(2).value == nil)
            #expect(fixture.value("exporter_sent_log_records") == 2)
        }
        let received = try #require(backend.requests.first)
        #expect(received.path == "/v1/logs")
        let request = try Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest(
            serializedBytes: received.body.array
        )
        let records = request.resourceLogs.flatMap(\.scopeLogs).flatMap(\.logRecords)
        #expect(records.map(\.body.stringValue) == ["item-0", "item-1"])
    }

    @Test("profiles arrive whole at their path")
    func profiles() async throws {
        let backend = Backend()
        try await Fixture<Profiles>.with(backend) { fixture in
            #expect(await fixture.send(3).value == nil)
            #expect(fixture.value("exporter_sent_profile_samples") == 3)
        }
        let received = try #require(backend.requests.first)
        #expect(received.path == "/v1development/profiles")
        let request = try Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest(
            serializedBytes: received.body.array
        )
        #expect(request.resourceProfiles.flatMap(\.scopeProfiles).flatMap(\.profiles).flatMap(\.samples).count == 3)
    }

    @Test("a batch of several requests arrives as one")
    func batch() async throws {
        let backend = Backend()
        try await Fixture<Traces>.with(backend) { fixture in
            try await fixture.exporter.consume(Traces(joining: [.sample(2, service: "a"), .sample(3, service: "b")]))
        }
        #expect(backend.requests.count == 1)
        let request = try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(
            serializedBytes: try #require(backend.requests.first).body.array
        )
        #expect(request.resourceSpans.map { $0.resource.attributes[0].value.stringValue } == ["a", "b"])
        #expect(request.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans).count == 5)
    }

    @Test("JSON arrives as OTLP's JSON, small and large", arguments: [3, 20_000])
    func json(_ count: Int) async throws {
        let backend = Backend()
        try await Fixture<Traces>.with(backend, "encoding: json") { fixture in
            #expect(await fixture.send(count).value == nil)
        }
        let received = try #require(backend.requests.first)
        #expect(received.headers["content-type"] == "application/json")
        #expect(received.body.text.hasPrefix("{\"resourceSpans\":["))
        #expect(try Traces(validatingJSON: received.body).itemCount == count)
    }

    @Test("compression can be turned off; the headers and who sends are on every request")
    func plain() async throws {
        let backend = Backend(codings: [""])
        let settings = "compression: none, headers: {X-Tenant: team-a}"
        try await Fixture<Traces>.with(backend, settings) { fixture in
            #expect(await fixture.send().value == nil)
            #expect(await fixture.send().value == nil)
        }
        for request in backend.requests {
            #expect(request.headers["x-tenant"] == "team-a")
            #expect(request.headers["user-agent"]?.hasPrefix("Collector under test/0.0.0 (") == true)
            #expect(request.headers["content-length"] == "\(request.body.count)")
        }
        // One connection for both.
        #expect(Set(backend.requests.map(\.client.address)).count == 1)
    }

    @Test("a signal's own endpoint is where it goes")
    func ownEndpoint() async throws {
        let backend = Backend()
        let url = try await backend.start()
        let fixture = try await Fixture<Logs>("logs_endpoint: \"\(url)/mine?key=1\"")
        #expect(await fixture.send().value == nil)
        #expect(backend.requests.map { "\($0.path)?\($0.query)" } == ["/mine?key=1"])
        try await fixture.exporter.shutdown()
        await backend.stop()
    }

    @Test("a signal without an endpoint is an error when its pipeline is built")
    func missingEndpoint() throws {
        let settings = try OTLPHTTPExporterSettings.decode(yaml: "logs_endpoint: http://localhost:1/")
        #expect(throws: MissingEndpoint.self) {
            try OTLPHTTPExporterFactory().traces(settings, .test("otlp_http", kind: .exporter))
        }
    }

    @Test("the counters name the server and the path")
    func attributes() async throws {
        try await Fixture<Traces>.with(Backend()) { fixture in
            let sample = fixture.metrics.snapshot().first { $0.name == "exporter_sent_spans" }?.samples.first
            let attributes = sample?.attributes.filter { $0.name != "server.port" }.map { "\($0.name)=\($0.value)" }
            #expect(attributes == ["exporter=otlp_http", "server.address=127.0.0.1", "url.path=/v1/traces"])
        }
    }
}
