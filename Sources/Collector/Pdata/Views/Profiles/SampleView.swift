/// One sample.
@frozen
public struct SampleView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of the stack.
    @inlinable
    public var stackIndex: Int32 { message.int32(1) }

    /// The places of the attributes.
    @inlinable
    public var attributeIndices: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(2)) }
    }

    /// The place of the link.
    @inlinable
    public var linkIndex: Int32 { message.int32(3) }

    /// The values.
    @inlinable
    public var values: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(4)) }
    }

    /// When it was taken, each time in nanoseconds since 1970.
    @inlinable
    public var timestampsUnixNano: PackedUInt64s {
        @_lifetime(copy self)
        get { PackedUInt64s(message.payload(5)) }
    }
}
