import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Glibc
import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

@testable import OTLPGRPCExporter

@Suite("OTLP gRPC exporter", .timeLimit(.minutes(5))) struct OTLPGRPCExporterTests {
    /// Runs `body` against an exporter to `backend`, and stops both.
    private func with<Data: SampleTelemetry>(
        _ backend: Backend,
        _ settings: String = "retry_on_failure: {initial_interval: 1s, randomization_factor: 0}",
        _ body: (Fixture<Data>) async throws -> Void
    ) async throws {
        let address = try await backend.start()
        let fixture = try await Fixture<Data>.sending(to: address, settings)
        try await body(fixture)
        try await fixture.exporter.shutdown()
        await backend.stop()
    }

    @Test("traces arrive whole at the trace service")
    func traces() async throws {
        let backend = Backend()
        try await with(backend) { (fixture: Fixture<Traces>) in
            #expect(await fixture.send(5).value == nil)
            #expect(fixture.value("exporter_sent_spans") == 5)
        }
        let call = try #require(backend.calls.first)
        #expect(call.path == "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        let request = try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(
            serializedBytes: call.message.array
        )
        let spans = request.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans)
        #expect(spans.map(\.name) == (0..<5).map { "item-\($0)" })
        #expect(request.resourceSpans.first?.resource.attributes.first?.value.stringValue == "test")
    }

    @Test("metrics arrive whole at the metrics service")
    func metrics() async throws {
        let backend = Backend()
        try await with(backend) { (fixture: Fixture<Metrics>) in
            #expect(await fixture.send(4).value == nil)
            #expect(fixture.value("exporter_sent_metric_points") == 4)
        }
        let call = try #require(backend.calls.first)
        #expect(call.path == "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")
        let request = try Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest(
            serializedBytes: call.message.array
        )
        let metrics = request.resourceMetrics.flatMap(\.scopeMetrics).flatMap(\.metrics)
        #expect(metrics.map(\.name) == (0..<4).map { "item-\($0)" })
    }

    @Test("logs arrive whole at the logs service")
    func logs() async throws {
        let backend = Backend()
        try await with(backend) { (fixture: Fixture<Logs>) in
            #expect(await fixture.send(2).value == nil)
            #expect(fixture.value("exporter_sent_log_records") == 2)
        }
        let call = try #require(backend.calls.first)
        #expect(call.path == "/opentelemetry.proto.collector.logs.v1.LogsService/Export")
        let request = try Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest(
            serializedBytes: call.message.array
        )
        let records = request.resourceLogs.flatMap(\.scopeLogs).flatMap(\.logRecords)
        #expect(records.map(\.body.stringValue) == ["item-0", "item-1"])
    }

    @Test("profiles arrive whole at the profiles service")
    func profiles() async throws {
        let backend = Backend()
        try await with(backend) { (fixture: Fixture<Profiles>) in
            #expect(await fixture.send(3).value == nil)
            #expect(fixture.value("exporter_sent_profile_samples") == 3)
        }
        let call = try #require(backend.calls.first)
        #expect(call.path == "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export")
        let request = try Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest(
            serializedBytes: call.message.array
        )
        #expect(request.resourceProfiles.flatMap(\.scopeProfiles).flatMap(\.profiles).flatMap(\.samples).count == 3)
    }

    @Test("a batch of several requests arrives as one")
    func batch() async throws {
        let backend = Backend()
        try await with(backend) { (fixture: Fixture<Traces>) in
            try await fixture.exporter.consume(Traces(joining: [.sample(2, service: "a"), .sample(3, service: "b")]))
        }
        #expect(backend.calls.count == 1)
        let request = try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(
            serializedBytes: try #require(backend.calls.first).message.array
        )
        #expect(request.resourceSpans.map { $0.resource.attributes[0].value.stringValue } == ["a", "b"])
        #expect(request.resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans).count == 5)
    }

    @Test("requests are compressed by gzip, say who sends them, and carry the headers")
    func metadata() async throws {
        let backend = Backend()
        let address = try await backend.start()
        let yaml = "{endpoint: \"http://\(address)\", timeout: 3s, headers: {X-Tenant: team-a}}"
        let exporter = try OTLPGRPCExporterFactory().traces(
            try OTLPGRPCExporterSettings.decode(yaml: yaml),
            .test("otlp_grpc", kind: .exporter)
        )
        try await exporter.start(TestHost())
        try await exporter.consume(.sample(1))
        try await exporter.shutdown()
        await backend.stop()
        let metadata = try #require(backend.calls.first).metadata
        #expect(metadata["grpc-encoding"] == "gzip")
        #expect(metadata["x-tenant"] == "team-a")
        #expect(metadata["user-agent"]?.hasPrefix("Collector under test/0.0.0 (") == true)
        #expect(metadata["grpc-timeout"] != nil)
    }

    @Test("compression can be turned off, and the user agent chosen")
    func plain() async throws {
        let backend = Backend()
        try await with(backend, "compression: none, user_agent: mine/1, timeout: 0s") { (fixture: Fixture<Traces>) in
            #expect(await fixture.send().value == nil)
        }
        let metadata = try #require(backend.calls.first).metadata
        #expect(metadata["grpc-encoding"] == nil)
        #expect(metadata["user-agent"] == "mine/1")
        #expect(metadata["grpc-timeout"] == nil)
    }

    @Test(
        "what may pass is sent again",
        arguments: [StatusCode.cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss]
    )
    func retries(_ code: StatusCode) async throws {
        let backend = Backend { count throws(GRPCStatus) in
            guard count > 1 else { throw GRPCStatus(code, "not now") }
            return Bytes()
        }
        try await with(backend) { (fixture: Fixture<Traces>) in
            let sending = fixture.send()
            let line = await fixture.log.wait(for: "Exporting failed. Will retry the request after interval.")
            #expect(line["error"] == .string("rpc error: code = \(code) desc = not now"))
            #expect(line["interval"] == "1s")
            await fixture.endPause()
            #expect(await sending.value == nil)
            #expect(fixture.value("exporter_sent_spans") == 3)
        }
        #expect(backend.calls.count == 2)
        #expect(backend.calls[0].message == backend.calls[1].message)
    }

    @Test(
        "what will not pass is refused for good",
        arguments: [
            StatusCode.unknown, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition,
            .unimplemented, .internal, .unauthenticated, .resourceExhausted,
        ]
    )
    func permanent(_ code: StatusCode) async throws {
        let backend = Backend { _ throws(GRPCStatus) in throw GRPCStatus(code, "never") }
        try await with(backend) { (fixture: Fixture<Logs>) in
            let error = await fixture.send(2).value
            #expect(error?.isPermanent == true)
            #expect(error?.status == code)
            #expect(error?.message == "rpc error: code = \(code) desc = never")
            let line = await fixture.log.wait(for: "Exporting failed. Dropping data.")
            #expect(line["dropped_items"] == 2)
            #expect(fixture.value("exporter_send_failed_log_records") == 2)
        }
        #expect(backend.calls.count == 1)
    }

    @Test("the server's RetryInfo makes overload worth another attempt, and is waited for")
    func retryInfo() async throws {
        let backend = Backend { count throws(GRPCStatus) in
            guard count > 1 else { throw GRPCStatus(.resourceExhausted, "full", retryAfter: .seconds(9)) }
            return Bytes()
        }
        try await with(backend) { (fixture: Fixture<Traces>) in
            let sending = fixture.send()
            let line = await fixture.log.wait(for: "Exporting failed. Will retry the request after interval.")
            #expect(line["interval"] == "9s")
            await fixture.endPause(.seconds(9))
            #expect(await sending.value == nil)
        }
    }

    @Test("a server's delay reaches the sender when attempts are over")
    func passesOnRetryInfo() async throws {
        let backend = Backend { _ throws(GRPCStatus) in throw GRPCStatus(.unavailable, retryAfter: .seconds(9)) }
        try await with(backend, "retry_on_failure: {enabled: false}") { (fixture: Fixture<Traces>) in
            let error = await fixture.send().value
            #expect(error?.disposition == .retryable(after: .seconds(9)))
            #expect(error?.status == .unavailable)
        }
    }

    @Test("partial success is a success with a warning, and what was rejected counts as failed")
    func partialSuccess() async throws {
        var answer = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceResponse()
        answer.partialSuccess.rejectedSpans = 2
        answer.partialSuccess.errorMessage = "too old"
        let bytes = Bytes(try answer.serializedBytes() as [UInt8])
        try await with(Backend { _ throws(GRPCStatus) in bytes }) { (fixture: Fixture<Traces>) in
            #expect(await fixture.send(5).value == nil)
            let line = await fixture.log.wait(for: "Partial success response")
            #expect(line.level == .warn)
            #expect(line["message"] == "too old")
            #expect(line["dropped_spans"] == 2)
            #expect(fixture.value("exporter_sent_spans") == 3)
            #expect(fixture.value("exporter_send_failed_spans") == 2)
        }
    }

    @Test("an answer that is none of OTLP's fails for good")
    func malformedAnswer() async throws {
        try await with(Backend { _ throws(GRPCStatus) in Bytes([0x0a, 0x7f]) }) { (fixture: Fixture<Traces>) in
            #expect(await fixture.send().value?.isPermanent == true)
        }
    }

    @Test("an attempt without an answer ends at the timeout, and may be made again")
    func deadline() async throws {
        let gate = Gate()
        let backend = Backend { _ throws(GRPCStatus) in
            await gate.pass()
            return Bytes()
        }
        let settings = "timeout: 50ms, retry_on_failure: {enabled: false}"
        try await with(backend, settings) { (fixture: Fixture<Traces>) in
            let error = await fixture.send().value
            #expect(error?.isPermanent == false)
            #expect(error?.status == .deadlineExceeded)
            gate.open()
        }
    }

    @Test("what is sent before the server runs is delivered once it does")
    func connectionRefused() async throws {
        var template = Array("/tmp/otlp-grpc-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        let path = "\(directory)/s"
        defer {
            unlink(path)
            rmdir(directory)
        }
        let fixture = try await Fixture<Traces>(
            "endpoint: \"unix://\(path)\", tls: {insecure: true}, \(Fixture<Traces>.retry)"
        )
        let sending = fixture.send()
        let line = await fixture.log.wait(for: "Exporting failed. Will retry the request after interval.")
        #expect("\(line["error"], default: "none")".contains("code = Unavailable"))
        let backend = Backend()
        _ = try await backend.start(path, transport: "unix")
        await fixture.endPause()
        #expect(await sending.value == nil)
        #expect(backend.calls.count == 1)
        try await fixture.exporter.shutdown()
        await backend.stop()
    }

    @Test("shutdown leaves what is not delivered with the sender")
    func shutdown() async throws {
        let backend = Backend { _ throws(GRPCStatus) in throw GRPCStatus(.unavailable, "not now") }
        let address = try await backend.start()
        let fixture = try await Fixture<Traces>.sending(to: address)
        let sending = fixture.send()
        await fixture.clock.waitForSleepers()
        try await fixture.exporter.shutdown()
        let error = await sending.value
        #expect(error?.isPermanent == false)
        #expect(error?.message.hasPrefix("interrupted due to shutdown: ") == true)
        await backend.stop()
    }

    @Test("the counters name the server")
    func attributes() async throws {
        let backend = Backend()
        let address = try await backend.start()
        let fixture = try await Fixture<Traces>.sending(to: address)
        let sample = fixture.metrics.snapshot().first { $0.name == "exporter_sent_spans" }?.samples.first
        #expect(sample?.attributes.map(\.name) == ["exporter", "server.address", "server.port"])
        #expect(sample?.attributes.map(\.value) == ["otlp_grpc", "127.0.0.1", "\(address.port)"])
        try await fixture.exporter.shutdown()
        await backend.stop()
    }
}
