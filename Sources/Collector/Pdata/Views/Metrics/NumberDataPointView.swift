/// One value of a gauge or sum.
@frozen
public struct NumberDataPointView: ~Escapable {
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

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 7) }
    }

    /// The value.
    @inlinable
    public var value: NumberValue {
        if let double = message.field(4) { return .double(Double(bitPattern: double.value)) }
        if let int = message.field(6) { return .int(Int64(bitPattern: int.value)) }
        return .none
    }

    /// The number of exemplars.
    @inlinable
    public var exemplarCount: Int { message.count(5) }

    /// Calls `body` with each exemplar, in order.
    @inlinable
    public func forEachExemplar<Failure: Error>(_ body: (ExemplarView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(5) { (bytes) throws(Failure) in try body(ExemplarView(bytes)) }
    }

    /// Whether there is no value.
    @inlinable
    public var flags: UInt32 { message.uint32(8) }
}
