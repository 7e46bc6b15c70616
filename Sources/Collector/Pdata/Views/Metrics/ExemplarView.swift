/// A measurement that went into a data point.
@frozen
public struct ExemplarView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// When it was made, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(2) }

    /// The value.
    @inlinable
    public var value: NumberValue {
        if let double = message.field(3) { return .double(Double(bitPattern: double.value)) }
        if let int = message.field(6) { return .int(Int64(bitPattern: int.value)) }
        return .none
    }

    /// The id of the span.
    @inlinable
    public var spanID: SpanID { SpanID(message.payload(4)) }

    /// The id of the trace.
    @inlinable
    public var traceID: TraceID { TraceID(message.payload(5)) }

    /// The attributes that the data point does not have.
    @inlinable
    public var filteredAttributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 7) }
    }
}
