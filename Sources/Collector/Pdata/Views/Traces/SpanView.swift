/// One span.
@frozen
public struct SpanView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The id of the trace.
    @inlinable
    public var traceID: TraceID { TraceID(message.payload(1)) }

    /// The id of the span.
    @inlinable
    public var spanID: SpanID { SpanID(message.payload(2)) }

    /// The W3C trace state.
    @inlinable
    public var traceState: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// The id of the parent; empty for a root.
    @inlinable
    public var parentSpanID: SpanID { SpanID(message.payload(4)) }

    /// The name of the operation.
    @inlinable
    public var name: TextView {
        @_lifetime(copy self)
        get { message.text(5) }
    }

    /// The span's part in a request.
    @inlinable
    public var kind: SpanKind { SpanKind(rawValue: message.int32(6)) }

    /// When it began, in nanoseconds since 1970.
    @inlinable
    public var startTimeUnixNano: UInt64 { message.uint64(7) }

    /// When it ended, in nanoseconds since 1970.
    @inlinable
    public var endTimeUnixNano: UInt64 { message.uint64(8) }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 9) }
    }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(10) }

    /// The number of events.
    @inlinable
    public var eventCount: Int { message.count(11) }

    /// Calls `body` with each event, in order.
    @inlinable
    public func forEachEvent<Failure: Error>(_ body: (SpanEventView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(11) { (bytes) throws(Failure) in try body(SpanEventView(bytes)) }
    }

    /// How many events the sender left out.
    @inlinable
    public var droppedEventsCount: UInt32 { message.uint32(12) }

    /// The number of links.
    @inlinable
    public var linkCount: Int { message.count(13) }

    /// Calls `body` with each link, in order.
    @inlinable
    public func forEachLink<Failure: Error>(_ body: (SpanLinkView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(13) { (bytes) throws(Failure) in try body(SpanLinkView(bytes)) }
    }

    /// How many links the sender left out.
    @inlinable
    public var droppedLinksCount: UInt32 { message.uint32(14) }

    /// How the operation ended; unset when the sender gave none.
    @inlinable
    public var status: StatusView {
        @_lifetime(copy self)
        get { StatusView(message.payload(15)) }
    }

    /// The W3C trace flags, and whether the parent is remote.
    @inlinable
    public var flags: UInt32 { message.uint32(16) }
}
