/// Something that happened during a span.
@frozen
public struct SpanEventView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// When it happened, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(1) }

    /// The name.
    @inlinable
    public var name: TextView {
        @_lifetime(copy self)
        get { message.text(2) }
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 3) }
    }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(4) }
}
