/// An attribute in the dictionary of profiles.
@frozen
public struct DictionaryAttributeView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of the key.
    @inlinable
    public var keyIndex: Int32 { message.int32(1) }

    /// The value.
    @inlinable
    public var value: ValueView {
        @_lifetime(copy self)
        get { ValueView(message.payload(2)) }
    }

    /// The place of the unit.
    @inlinable
    public var unitIndex: Int32 { message.int32(3) }
}
