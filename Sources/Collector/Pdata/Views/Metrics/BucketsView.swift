/// Consecutive buckets of an exponential histogram.
@frozen
public struct BucketsView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The index of the first bucket.
    @inlinable
    public var offset: Int32 { message.sint32(1) }

    /// The number of measurements in each bucket.
    @inlinable
    public var bucketCounts: PackedVarints {
        @_lifetime(copy self)
        get { PackedVarints(message.payload(2)) }
    }
}
