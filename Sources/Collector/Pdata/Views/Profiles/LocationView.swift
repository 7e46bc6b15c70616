/// A place in code.
@frozen
public struct LocationView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The place of the mapping.
    @inlinable
    public var mappingIndex: Int32 { message.int32(1) }

    /// The address of the instruction.
    @inlinable
    public var address: UInt64 { message.uint64(2) }

    /// Calls `body` with each line, the innermost of inlined ones first.
    @inlinable
    public func forEachLine<Failure: Error>(_ body: (LineView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(3) { (bytes) throws(Failure) in try body(LineView(bytes)) }
    }

    /// The places of the attributes.
    @inlinable
    public var attributeIndices: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(4)) }
    }
}
