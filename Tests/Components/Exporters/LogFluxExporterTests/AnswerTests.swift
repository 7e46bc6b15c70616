import CollectorNet
import Pdata
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: what answers mean")
struct AnswerTests {
    private func answer(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") -> IngestAnswer {
        var response = HTTPResponse(status: status, text: body)
        for field in headers.fields { response.headers.append(field.name, field.value) }
        return IngestAnswer(response, now: 0) { $0 }
    }

    @Test("Successes count what the server lists as failed", arguments: [200, 201, 202])
    func successes(_ status: Int) {
        guard case .accepted(0, "") = answer(status) else { Issue.record("no success"); return }
        let body = #"{"data":{"failed":2,"failures":[{"index":1,"error":"bad"},{"error":"worse"}]}}"#
        guard case .accepted(2, let message) = answer(status, [:], body) else { Issue.record("no success"); return }
        #expect(message == "entry 1: bad; worse")
    }

    @Test("A server's pause is in its header, or in its error")
    func pauses() {
        guard case .paused(.seconds(2), _) = answer(429, ["retry-after": "2"]) else { Issue.record("no pause"); return }
        guard
            case .paused(.seconds(9), let text) = answer(
                429,
                [:],
                #"{"error":{"code":"c","message":"m","details":"d","retry_after":9}}"#
            )
        else { Issue.record("no pause"); return }
        #expect(text == "ingest failed [c]: m - d")
        guard case .paused(nil, _) = answer(429) else { Issue.record("no pause"); return }
        guard case .quotaExceeded(nil, _) = answer(507) else { Issue.record("no quota"); return }
        guard case .unavailable(.seconds(3), _) = answer(503, ["retry-after": "3"]) else {
            Issue.record("not away"); return
        }
    }

    @Test("Only some statuses are worth another attempt")
    func classes() {
        for status in [500, 502, 503, 504] {
            guard case .unavailable = answer(status) else { Issue.record("\(status)"); return }
        }
        for status in [401, 403] { guard case .keyRefused = answer(status) else { Issue.record("\(status)"); return } }
        for status in [400, 404, 301, 501] {
            guard case .refused = answer(status) else { Issue.record("\(status)"); return }
        }
        guard case .tooLarge = answer(413) else { Issue.record("413"); return }
    }

    @Test("Limits are found wherever servers write them")
    func limits() throws {
        for json in [
            #"{"limits":{"max_batch_size":5,"max_payload_size":6,"max_request_size":7}}"#,
            #"{"data":{"limits":{"max_batch_size":5,"max_payload_size":6,"max_request_size":7}}}"#,
            #"{"data":{"max_batch_size":5,"max_payload_size":6,"max_request_size":7}}"#,
        ] {
            let limits = ServerLimits(try JSONValue(parsing: Bytes(utf8: json)))
            #expect(limits.batchSize == 5 && limits.payloadSize == 6 && limits.requestSize == 7)
        }
        #expect(
            ServerLimits(try JSONValue(parsing: Bytes(utf8: #"{"limits":{"max_batch_size":0}}"#))) == ServerLimits()
        )
    }
}
