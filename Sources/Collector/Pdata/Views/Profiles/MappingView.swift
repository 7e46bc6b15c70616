/// A file mapped into memory.
@frozen
public struct MappingView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The address of its first byte.
    @inlinable
    public var memoryStart: UInt64 { message.uint64(1) }

    /// The address after its last byte.
    @inlinable
    public var memoryLimit: UInt64 { message.uint64(2) }

    /// The place in the file of its first byte.
    @inlinable
    public var fileOffset: UInt64 { message.uint64(3) }

    /// The place of the file's name.
    @inlinable
    public var filenameIndex: Int32 { message.int32(4) }

    /// The places of the attributes.
    @inlinable
    public var attributeIndices: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(5)) }
    }
}
