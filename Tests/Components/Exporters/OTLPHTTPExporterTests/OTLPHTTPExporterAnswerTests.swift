import CollectorAPI
import CollectorNet
import CollectorTestKit
import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

@testable import OTLPHTTPExporter

/// What the exporter makes of its server's answers.
@Suite("OTLP HTTP exporter's answers", .timeLimit(.minutes(5))) struct OTLPHTTPExporterAnswerTests {
    private static func answer(
        _ status: Int,
        _ type: String = "application/x-protobuf",
        _ body: Bytes = Bytes()
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["content-type": type], body: [body])
    }

    @Test("what may pass is sent again, unchanged", arguments: [429, 502, 503, 504])
    func retries(_ status: Int) async throws {
        let backend = Backend { $0 > 1 ? Backend.success : HTTPResponse(status: status) }
        try await Fixture<Traces>.with(backend) { fixture in
            let sending = fixture.send()
            let line = await fixture.failure()
            #expect("\(line["error"], default: "")".contains("responded with HTTP Status Code \(status)"))
            #expect(line["interval"] == "1s")
            await fixture.endPause()
            #expect(await sending.value == nil)
            #expect(fixture.value("exporter_sent_spans") == 3)
        }
        #expect(backend.requests.count == 2)
        #expect(backend.requests[0].body == backend.requests[1].body)
    }

    @Test("Retry-After is waited for", arguments: [429, 503])
    func throttled(_ status: Int) async throws {
        let backend = Backend { count in
            count > 1 ? Backend.success : HTTPResponse(status: status, headers: ["retry-after": "7"])
        }
        try await Fixture<Traces>.with(backend) { fixture in
            let sending = fixture.send()
            let line = await fixture.failure()
            #expect(line["interval"] == "7s")
            #expect("\(line["error"], default: "")".contains("Throttle (7s), error: error exporting items"))
            await fixture.endPause(.seconds(7))
            #expect(await sending.value == nil)
        }
        #expect(backend.requests.count == 2)
    }

    @Test("what makes no sense as Retry-After, or on another status, is passed over")
    func notThrottled() async throws {
        for (status, value) in [(503, "soon"), (503, "-7"), (429, "0"), (502, "7")] {
            let backend = Backend { count in
                count > 1 ? Backend.success : HTTPResponse(status: status, headers: ["retry-after": value])
            }
            try await Fixture<Traces>.with(backend) { fixture in
                let sending = fixture.send()
                #expect(await fixture.failure()["interval"] == "1s", "\(status) \(value)")
                await fixture.endPause()
                #expect(await sending.value == nil)
            }
        }
    }

    @Test(
        "what will not pass is refused for good, once",
        arguments: [
            (400, .invalidArgument), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
            (408, .unknown), (413, .unknown), (500, .unknown), (501, .unknown), (301, .unknown),
        ] as [(Int, StatusCode)]
    )
    func permanent(_ status: Int, _ code: StatusCode) async throws {
        let backend = Backend { _ in HTTPResponse(status: status) }
        try await Fixture<Logs>.with(backend) { fixture in
            let error = await fixture.send(2).value
            #expect(error?.isPermanent == true)
            #expect(error?.status == code)
            #expect(error?.message.contains("/v1/logs responded with HTTP Status Code \(status)") == true)
            #expect(await fixture.log.wait(for: "Exporting failed. Dropping data.")["dropped_items"] == 2)
            #expect(fixture.value("exporter_send_failed_log_records") == 2)
        }
        #expect(backend.requests.count == 1)
    }

    @Test("the server's own words are in the error, in every form, on one line and bounded")
    func words() async throws {
        // google.rpc.Status { code = 3, message = "bad thing" }
        let proto = Bytes([0x08, 3, 0x12, 9] + Array("bad thing".utf8))
        let json = "{\"code\":3,\"message\":\"bad\\nthing\",\"details\":[{\"@type\":\"a/b\"}]}"
        let long = String(repeating: "x", count: 50_000)
        for (type, body, words) in [
            ("application/x-protobuf", proto, "400, Message=bad thing, Details=[]"),
            ("application/json; charset=utf-8", Bytes(utf8: json), "400, Message=bad thing, Details=[a/b]"),
            ("text/plain", Bytes(utf8: "no\r\nway"), "400, Message=no way, Details=[]"),
            ("text/html", Bytes(utf8: "<html>"), "HTTP Status Code 400"),
            ("application/json", Bytes(utf8: "{\"message\":"), "HTTP Status Code 400"),
            ("application/x-protobuf", Bytes([0xff]), "HTTP Status Code 400"),
            ("text/plain", Bytes(utf8: long), "Message=\(long.prefix(1024)), Details=[]"),
        ] {
            let backend = Backend { _ in Self.answer(400, type, body) }
            try await Fixture<Traces>.with(backend) { fixture in
                let message = await fixture.send().value?.message ?? ""
                #expect(message.hasSuffix(words), "\(message.prefix(300))")
            }
        }
    }

    @Test("a redirect is not followed, and its target named")
    func redirect() async throws {
        let backend = Backend { _ in HTTPResponse(status: 307, headers: ["location": "http://other/"]) }
        try await Fixture<Traces>.with(backend) { fixture in
            #expect(await fixture.send().value?.message.contains("Location=http://other/: redirects are not") == true)
        }
    }

    @Test("partial success counts, warns, and is not sent again", arguments: ["proto", "json"])
    func partialSuccess(_ encoding: String) async throws {
        var answer = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceResponse()
        answer.partialSuccess.rejectedSpans = 2
        answer.partialSuccess.errorMessage = "too old"
        let isJSON = encoding == "json"
        let body = isJSON ? Bytes(utf8: try answer.jsonString()) : Bytes(try answer.serializedBytes() as [UInt8])
        let backend = Backend { _ in
            Self.answer(200, isJSON ? "application/json" : "application/x-protobuf", body)
        }
        try await Fixture<Traces>.with(backend, "encoding: \(encoding)") { fixture in
            #expect(await fixture.send(5).value == nil)
            let line = await fixture.log.wait(for: "Partial success response")
            #expect(line["message"] == "too old")
            #expect(line["dropped_spans"] == 2)
            #expect(fixture.value("exporter_sent_spans") == 3)
            #expect(fixture.value("exporter_send_failed_spans") == 2)
        }
        #expect(backend.requests.count == 1)
    }

    @Test(
        "any 2xx is success",
        arguments: [
            (200, "application/json", "{}"), (202, "application/json", "{\"partialSuccess\":{}}"), (204, "text/x", ""),
            (299, "text/html", "<p>thanks</p>"), (200, "application/json", "{\"partialSuccess\":null}"),
        ]
    )
    func success(_ status: Int, _ type: String, _ body: String) async throws {
        try await Fixture<Traces>.with(Backend { _ in Self.answer(status, type, Bytes(utf8: body)) }) { fixture in
            #expect(await fixture.send().value == nil)
            #expect(!fixture.log.messages.contains("Partial success response"))
            #expect(fixture.value("exporter_sent_spans") == 3)
        }
    }

    @Test("an endless thank-you is still a success")
    func oversized() async throws {
        let body = Bytes([UInt8](repeating: 0x20, count: 100_000))
        try await Fixture<Traces>.with(Backend { _ in Self.answer(200, "text/plain", body) }) { fixture in
            #expect(await fixture.send().value == nil)
            let line = await fixture.log.wait(for: "Partial success response")
            #expect("\(line["message"], default: "")".contains("larger than 65536 bytes"))
        }
    }

    @Test(
        "a success that cannot be read is refused for good",
        arguments: ["application/json", "application/x-protobuf"]
    )
    func unreadable(_ type: String) async throws {
        try await Fixture<Traces>.with(Backend { _ in Self.answer(200, type, Bytes([0xff, 0xff])) }) { fixture in
            let error = await fixture.send().value
            #expect(error?.isPermanent == true)
            #expect(error?.message.hasPrefix("error parsing the response of http://127.0.0.1:") == true)
        }
    }

    @Test("an attempt without an answer ends at the timeout, and is made again")
    func timeout() async throws {
        let gate = Gate()
        // Held is what comes before the first attempt has failed, which may not have got as far as here.
        let backend = Backend { _ in
            await gate.pass()
            return Backend.success
        }
        try await Fixture<Traces>.with(backend, "timeout: 500ms, \(Fixture<Traces>.retry)") { fixture in
            let sending = fixture.send()
            let line = await fixture.failure()
            #expect("\(line["error"], default: "")".contains("failed to make an HTTP request: Post"))
            #expect("\(line["error"], default: "")".contains("no answer within"))
            gate.open()
            await fixture.endPause()
            #expect(await sending.value == nil)
        }
    }

    @Test("what is sent before the server runs is delivered once it does")
    func refusedConnection() async throws {
        let probe = Backend()
        let url = try await probe.start()
        await probe.stop()
        let fixture = try await Fixture<Traces>("endpoint: \"\(url)\", \(Fixture<Traces>.retry)")
        let sending = fixture.send()
        #expect("\(await fixture.failure()["error"], default: "")".contains("connection refused"))
        let backend = Backend()
        _ = try await backend.start(port: try #require(url.split(separator: ":").last.flatMap { Int($0) }))
        await fixture.endPause()
        #expect(await sending.value == nil)
        #expect(backend.requests.count == 1)
        try await fixture.exporter.shutdown()
        await backend.stop()
    }

    @Test("shutdown leaves what is not delivered with the sender")
    func shutdown() async throws {
        let backend = Backend { _ in HTTPResponse(status: 503) }
        let url = try await backend.start()
        let fixture = try await Fixture<Traces>("endpoint: \"\(url)\", \(Fixture<Traces>.retry)")
        let sending = fixture.send()
        await fixture.clock.waitForSleepers()
        try await fixture.exporter.shutdown()
        let error = await sending.value
        #expect(error?.isPermanent == false)
        #expect(error?.message.hasPrefix("interrupted due to shutdown: ") == true)
        await backend.stop()
    }
}
