/// The spans of one scope.
@frozen
public struct ScopeSpansView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The library that made the telemetry; one without a name when the sender named none.
    @inlinable
    public var scope: ScopeView {
        @_lifetime(copy self)
        get { ScopeView(message.payload(1)) }
    }

    /// The schema of the spans' attributes.
    @inlinable
    public var schemaURL: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// Calls `body` with each of the spans, in order.
    @inlinable
    public func forEachSpan<Failure: Error>(_ body: (SpanView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(2) { (bytes) throws(Failure) in try body(SpanView(bytes)) }
    }
}
