/// One item of a sample request: a call that a web service answered, as a span, a log record or a data point.
struct SampleRecord {
    /// Where the item's id begins in what was encoded last.
    private(set) var idOffset = 0

    /// Where its trace id begins, if it has one.
    private(set) var traceOffset: Int?

    private static let userAgent =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605"

    private let position: Int
    private var random: SplitMix

    init(_ position: Int) {
        self.position = position
        random = SplitMix(seed: UInt64(position))
    }

    mutating func encode(_ signal: BenchmarkSignal) -> ProtobufWriter {
        var record = ProtobufWriter()
        switch signal {
        case .traces: encodeSpan(&record)
        case .logs: encodeLog(&record)
        case .metrics: encodeMetric(&record)
        }
        return record
    }

    private var time: UInt64 { 1_760_000_000_000_000_000 + UInt64(position) * 1_317_411 }

    private mutating func encodeSpan(_ span: inout ProtobufWriter) {
        traceOffset = span.data(1, [UInt8](repeating: 0, count: 16))
        idOffset = span.data(2, [UInt8](repeating: 0, count: 8))
        span.data(4, random.bytes(8))
        span.text(5, "GET \(route)")
        span.varint(6, 2)
        span.fixed64(7, time)
        span.fixed64(8, time + random.next() % 900_000_000)
        writeAttributes(&span, field: 9)
    }

    private mutating func encodeLog(_ log: inout ProtobufWriter) {
        log.fixed64(1, time)
        log.varint(2, 9)
        log.text(3, "INFO")
        log.message(5) { $0.text(1, "GET \(route) answered with 200 in \(random.next() % 900) ms") }
        writeAttributes(&log, field: 6)
        traceOffset = log.data(9, [UInt8](repeating: 0, count: 16))
        idOffset = log.data(10, [UInt8](repeating: 0, count: 8))
        log.fixed64(11, time)
    }

    /// A counter with one data point, whose value is the id.
    private mutating func encodeMetric(_ metric: inout ProtobufWriter) {
        metric.text(1, "http.server.requests")
        metric.text(3, "{request}")
        var point = ProtobufWriter()
        point.fixed64(2, time)
        point.fixed64(3, time + 60_000_000_000)
        point.fixed64(6, 0)
        let value = point.bytes.count - 8
        writeAttributes(&point, field: 7)
        var begin = 0
        let sum = metric.message(7) { sum in
            begin = sum.data(1, point.bytes)
            sum.varint(2, 2)
            sum.varint(3, 1)
        }
        idOffset = sum + begin + value
    }

    private var route: String { RequestTemplate.isKept(position) ? "/api/v1/orders/{id}" : "/healthz" }

    private mutating func writeAttributes(_ record: inout ProtobufWriter, field: UInt32) {
        let order = random.next() % 1_000_000
        let path = RequestTemplate.isKept(position) ? "/api/v1/orders/\(order)" : "/healthz"
        let client = "10.\(random.next() % 256).\(random.next() % 256).\(random.next() % 256)"
        let session = random.hex(16)
        let texts = [
            ("http.request.method", "GET"), ("http.route", route), ("url.path", path), ("url.scheme", "https"),
            ("server.address", "checkout.example.com"), ("network.peer.address", client),
            ("user_agent.original", Self.userAgent), ("session.id", session),
        ]
        for (key, value) in texts { record.message(field) { $0.attribute(key, value) } }
        record.message(field) { $0.attribute("server.port", 8443) }
        record.message(field) { $0.attribute("http.response.status_code", random.next() % 8 == 0 ? 404 : 200) }
    }
}

extension ProtobufWriter {
    /// Writes a KeyValue of a text.
    mutating func attribute(_ key: String, _ value: String) {
        text(1, key)
        message(2) { $0.text(1, value) }
    }

    /// Writes a KeyValue of a number.
    mutating func attribute(_ key: String, _ value: Int) {
        text(1, key)
        message(2) { $0.varint(3, UInt64(bitPattern: Int64(value))) }
    }
}
