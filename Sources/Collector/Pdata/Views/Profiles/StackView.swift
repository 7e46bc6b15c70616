/// A call stack.
@frozen
public struct StackView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The places of the locations, the innermost first.
    @inlinable
    public var locationIndices: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(1)) }
    }
}
