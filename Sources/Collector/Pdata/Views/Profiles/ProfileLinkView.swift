/// A reference from a sample to a span.
@frozen
public struct ProfileLinkView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The id of the trace.
    @inlinable
    public var traceID: TraceID { TraceID(message.payload(1)) }

    /// The id of the span.
    @inlinable
    public var spanID: SpanID { SpanID(message.payload(2)) }
}
