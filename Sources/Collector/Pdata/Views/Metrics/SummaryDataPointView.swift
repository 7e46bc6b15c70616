/// One summary: quantiles that the sender computed.
@frozen
public struct SummaryDataPointView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// Since when it counts, in nanoseconds since 1970.
    @inlinable
    public var startTimeUnixNano: UInt64 { message.uint64(2) }

    /// Until when it counts, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(3) }

    /// The number of measurements.
    @inlinable
    public var count: UInt64 { message.uint64(4) }

    /// Their sum.
    @inlinable
    public var sum: Double { message.double(5) }

    /// Calls `body` with each quantile, in order.
    @inlinable
    public func forEachQuantile<Failure: Error>(_ body: (QuantileView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(6) { (bytes) throws(Failure) in try body(QuantileView(bytes)) }
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 7) }
    }

    /// Whether there is no value.
    @inlinable
    public var flags: UInt32 { message.uint32(8) }
}
