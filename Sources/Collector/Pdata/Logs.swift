/// One or more OTLP logs export requests, as wire bytes.
public struct Logs: Telemetry {
    public static var signal: Signal { .logs }
    public let segments: [Bytes]
    public let itemCount: Int
    public var byteCount: Int { segments.reduce(0) { $0 + $1.count } }

    public init(validating request: Bytes) throws(WireError) {
        segments = request.isEmpty ? [] : [request]
        itemCount = 0
    }

    public init(joining parts: [Logs]) {
        segments = parts.flatMap(\.segments)
        itemCount = parts.reduce(0) { $0 + $1.itemCount }
    }

    public func split(maxItems: Int) -> [Logs] { [self] }
}
