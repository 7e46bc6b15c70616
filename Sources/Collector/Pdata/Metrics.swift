/// One or more OTLP metrics export requests, as wire bytes.
public struct Metrics: JoinableTelemetry {
    /// `metrics`.
    public static var signal: Signal { .metrics }

    @usableFromInline var payload: Payload

    /// The requests; none is empty.
    public var segments: [Bytes] { payload.segments }

    /// The number of data points.
    public var itemCount: Int { payload.itemCount }

    /// The total length of the requests in bytes.
    public var byteCount: Int { payload.byteCount }

    /// How many strings were not UTF-8, and were repaired.
    public var repairedStrings: Int { payload.repairedStrings }

    /// How many scopes stood in a field that OTLP 0.15 superseded, and were moved.
    public var upgradedScopes: Int { payload.upgradedScopes }

    /// The compressed bytes in which this request arrived, while they stand for exactly this value.
    public var compressedForm: CompressedForm? { payload.compressedForm }

    /// Takes one serialized `ExportMetricsServiceRequest`, after checking it to every leaf.
    ///
    /// - Parameter compressed: the form in which it arrived, kept while nothing changes.
    /// - Throws: `WireError` naming what is malformed and at which offset.
    public init(validating request: Bytes, from compressed: CompressedForm?) throws(WireError) {
        payload = try Payload(checking: request, from: compressed, .metricsRequest)
    }

    /// Takes one `ExportMetricsServiceRequest` in OTLP's JSON, after checking it to every leaf.
    ///
    /// - Throws: `WireError` naming what is malformed and at which offset of the text.
    public init(validatingJSON request: Bytes) throws(WireError) {
        payload = try Payload(checkingJSON: request, .metricsRequest)
    }

    @usableFromInline
    init(_ payload: Payload) {
        self.payload = payload
    }

    /// The same telemetry without its ``compressedForm``.
    public var withoutCompressedForm: Metrics { Metrics(payload.withoutCompressedForm) }

    /// Joins `parts` into one value, in order, without copying their bytes.
    public init(joining parts: [Metrics]) {
        payload = Payload(joining: parts.map(\.payload))
    }

    /// The requests that this value was joined from, each by itself.
    public var requests: [Metrics] { payload.requests(.metrics).map(Metrics.init) }

    /// Cuts this value into parts of at most `maxItems` items each, in order.
    public func split(maxItems: Int) -> [Metrics] {
        payload.split(maxItems: maxItems, .metrics).map { Metrics($0) }
    }

    /// Cuts this value into parts of at most `maxBytes` each, in order; a longer part holds a single record.
    public func split(maxBytes: Int) -> [Metrics] {
        payload.split(maxBytes: maxBytes, .metrics).map { Metrics($0) }
    }

    /// The metrics as one export request in OTLP's JSON; unknown fields are left out.
    public func json() -> Bytes {
        payload.json(.metricsRequest)
    }
}
