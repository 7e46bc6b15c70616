/// What is wrong with bytes that claim to be OTLP.
public struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was found and what is allowed, in one sentence without a full stop.
    public let message: String

    /// The offset of the offending byte from the start of the request.
    public let offset: Int

    /// The path of the field, such as `resource_spans.scope_spans.spans.trace_id`; empty for the request itself.
    public let path: String

    /// An error at `offset` inside the field at `path`.
    public init(_ message: String, offset: Int, path: String = "") {
        self.message = message
        self.offset = offset
        self.path = path
    }

    /// The same error inside the field `name`.
    func inside(_ name: String) -> WireError {
        WireError(message, offset: offset, path: path.isEmpty ? name : "\(name).\(path)")
    }

    /// The message with its place.
    public var description: String {
        path.isEmpty ? "\(message) (byte \(offset))" : "\(path): \(message) (byte \(offset))"
    }
}
