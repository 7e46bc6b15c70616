/// One log record.
@frozen
public struct LogRecordView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// When it happened, in nanoseconds since 1970; 0 when unknown.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(1) }

    /// How serious it is.
    @inlinable
    public var severityNumber: SeverityNumber { SeverityNumber(rawValue: message.int32(2)) }

    /// How serious it is, in the words of its source.
    @inlinable
    public var severityText: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// What is logged.
    @inlinable
    public var body: ValueView {
        @_lifetime(copy self)
        get { ValueView(message.payload(5)) }
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 6) }
    }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(7) }

    /// The W3C trace flags.
    @inlinable
    public var flags: UInt32 { message.uint32(8) }

    /// The id of the trace.
    @inlinable
    public var traceID: TraceID { TraceID(message.payload(9)) }

    /// The id of the span.
    @inlinable
    public var spanID: SpanID { SpanID(message.payload(10)) }

    /// When it was collected, in nanoseconds since 1970.
    @inlinable
    public var observedTimeUnixNano: UInt64 { message.uint64(11) }

    /// The name of the event that it is; empty when it is none.
    @inlinable
    public var eventName: TextView {
        @_lifetime(copy self)
        get { message.text(12) }
    }
}
