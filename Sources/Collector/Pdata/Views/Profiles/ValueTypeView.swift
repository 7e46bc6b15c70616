/// What a number is.
@frozen
public struct ValueTypeView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of the type's name.
    @inlinable
    public var typeIndex: Int32 { message.int32(1) }

    /// The place of the unit's name.
    @inlinable
    public var unitIndex: Int32 { message.int32(2) }
}
