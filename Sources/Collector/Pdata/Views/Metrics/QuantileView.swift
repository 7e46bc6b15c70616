/// One quantile of a summary.
@frozen
public struct QuantileView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// Which quantile, from 0 to 1.
    @inlinable
    public var quantile: Double { message.double(1) }

    /// Its value.
    @inlinable
    public var value: Double { message.double(2) }
}
