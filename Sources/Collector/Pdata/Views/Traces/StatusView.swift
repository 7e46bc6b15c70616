/// How an operation ended.
@frozen
public struct StatusView: ~Escapable {
    @usableFromInline let reader: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        reader = MessageReader(bytes)
    }

    /// What went wrong.
    @inlinable
    public var message: TextView {
        @_lifetime(copy self)
        get { reader.text(2) }
    }

    /// Whether it succeeded.
    @inlinable
    public var code: SpanStatusCode { SpanStatusCode(rawValue: reader.int32(3)) }
}
