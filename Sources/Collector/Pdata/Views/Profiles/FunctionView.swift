/// A function.
@frozen
public struct FunctionView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of its name.
    @inlinable
    public var nameIndex: Int32 { message.int32(1) }

    /// The place of its name as the system knows it.
    @inlinable
    public var systemNameIndex: Int32 { message.int32(2) }

    /// The place of its file's name.
    @inlinable
    public var filenameIndex: Int32 { message.int32(3) }

    /// The number of its first line.
    @inlinable
    public var startLine: Int64 { message.int64(4) }
}
