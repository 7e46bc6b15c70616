/// One or more OTLP traces export requests, as wire bytes.
public struct Traces: Telemetry {
    public static var signal: Signal { .traces }
    public let segments: [Bytes]
    public let itemCount: Int
    public var byteCount: Int { segments.reduce(0) { $0 + $1.count } }

    public init(validating request: Bytes) throws(WireError) {
        segments = request.isEmpty ? [] : [request]
        itemCount = 0
    }

    public init(joining parts: [Traces]) {
        segments = parts.flatMap(\.segments)
        itemCount = parts.reduce(0) { $0 + $1.itemCount }
    }

    public func split(maxItems: Int) -> [Traces] { [self] }
}
