/// The library that made telemetry.
@frozen
public struct ScopeView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The name.
    @inlinable
    public var name: TextView {
        @_lifetime(copy self)
        get { message.text(1) }
    }

    /// The version.
    @inlinable
    public var version: TextView {
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
