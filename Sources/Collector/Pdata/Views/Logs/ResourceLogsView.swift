/// The log records of one resource.
@frozen
public struct ResourceLogsView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// What the telemetry is about; one without attributes when the sender named none.
    @inlinable
    public var resource: ResourceView {
        @_lifetime(copy self)
        get { ResourceView(message.payload(1)) }
    }

    /// The schema of the resource's attributes.
    @inlinable
    public var schemaURL: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// Calls `body` with each scope, in order.
    @inlinable
    public func forEachScope<Failure: Error>(_ body: (ScopeLogsView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(2) { (bytes) throws(Failure) in try body(ScopeLogsView(bytes)) }
    }
}
