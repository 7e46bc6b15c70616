/// A line of source code.
@frozen
public struct LineView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of the function.
    @inlinable
    public var functionIndex: Int32 { message.int32(1) }

    /// The number of the line.
    @inlinable
    public var line: Int64 { message.int64(2) }

    /// The number of the column.
    @inlinable
    public var column: Int64 { message.int64(3) }
}
