internal import Pdata

/// Requests to measure with: calls that a web service answered, each about 450 bytes with ten attributes, the same in every
/// run.
struct BenchLoad {
    /// Requests in turn, so that no cache holds all of them.
    private static let requestCount = 32

    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Serialized requests of `items` items each.
    static func requests<Data: PipelineData>(
        _ type: Data.Type,
        items: Int
    ) throws(ServiceError) -> [Bytes] {
        var load = BenchLoad()
        var requests: [Bytes] = []
        for _ in 0..<requestCount {
            let text = load.request(Data.signal, items: items)
            do throws(WireError) {
                requests += try Data(validatingJSON: Bytes(utf8: text)).segments
            } catch {
                throw ServiceError("the load of \(Data.signal) could not be made: \(error)")
            }
        }
        return requests
    }

    private mutating func request(_ signal: Signal, items: Int) -> String {
        var records: [String] = []
        for _ in 0..<items { records.append(record(signal)) }
        let list = records.joined(separator: ",")
        let head =
            #""resource":{"attributes":[\#(text("service.name", "checkout")),\#(text("service.version", "1.4.2")),"#
            + #"\#(text("host.name", "web-\(number(16))")),\#(text("deployment.environment.name", "production"))]}"#
        let scope = #""scope":{"name":"http","version":"2.0.1"}"#
        switch signal {
        case .traces: return #"{"resourceSpans":[{\#(head),"scopeSpans":[{\#(scope),"spans":[\#(list)]}]}]}"#
        case .logs: return #"{"resourceLogs":[{\#(head),"scopeLogs":[{\#(scope),"logRecords":[\#(list)]}]}]}"#
        case .metrics: return #"{"resourceMetrics":[{\#(head),"scopeMetrics":[{\#(scope),"metrics":[\#(list)]}]}]}"#
        case .profiles: return "{}"
        }
    }

    private mutating func record(_ signal: Signal) -> String {
        let time = 1_760_000_000_000_000_000 + number(1_000_000_000_000)
        let attributes = attributes()
        switch signal {
        case .traces, .profiles:
            return #"{"traceId":"\#(hex())\#(hex())","spanId":"\#(hex())","parentSpanId":"\#(hex())","#
                + #""name":"GET /api/v1/orders/{id}","kind":2,"startTimeUnixNano":"\#(time)","#
                + #""endTimeUnixNano":"\#(time + number(900_000_000))",\#(attributes)}"#
        case .logs:
            return #"{"timeUnixNano":"\#(time)","severityNumber":9,"severityText":"INFO","#
                + #""body":{"stringValue":"GET /api/v1/orders/{id} answered in \#(number(900)) ms"},"#
                + #""traceId":"\#(hex())\#(hex())","spanId":"\#(hex())",\#(attributes)}"#
        case .metrics:
            return #"{"name":"http.server.requests","unit":"{request}","sum":{"aggregationTemporality":2,"#
                + #""isMonotonic":true,"dataPoints":[{"timeUnixNano":"\#(time)","asInt":"\#(number(1_000_000))","#
                + #"\#(attributes)}]}}"#
        }
    }

    private mutating func attributes() -> String {
        let order = number(1_000_000)
        let client = "10.\(number(256)).\(number(256)).\(number(256))"
        let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605"
        let texts = [
            ("http.request.method", "GET"), ("http.route", "/api/v1/orders/{id}"),
            ("url.path", "/api/v1/orders/\(order)"),
            ("url.scheme", "https"), ("server.address", "checkout.example.com"), ("network.peer.address", client),
            ("user_agent.original", agent), ("session.id", hex()),
        ].map { text($0.0, $0.1) }
        let status = number(8) == 0 ? 404 : 200
        let numbers = [("server.port", 8443), ("http.response.status_code", status)].map {
            #"{"key":"\#($0.0)","value":{"intValue":"\#($0.1)"}}"#
        }
        return #""attributes":[\#((texts + numbers).joined(separator: ","))]"#
    }

    private func text(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }

    private mutating func hex() -> String {
        let digits = String(next() | 1 << 60, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func number(_ limit: UInt64) -> UInt64 { next() % limit }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
