/// A reference from a span to another.
@frozen
public struct SpanLinkView: ~Escapable {
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

    /// The W3C trace state.
    @inlinable
    public var traceState: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 4) }
    }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(5) }

    /// The W3C trace flags, and whether the span is remote.
    @inlinable
    public var flags: UInt32 { message.uint32(6) }
}
