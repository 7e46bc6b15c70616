/// The profiles of one scope.
@frozen
public struct ScopeProfilesView: ~Escapable {
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

    /// The schema of the profiles' attributes.
    @inlinable
    public var schemaURL: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// Calls `body` with each of the profiles, in order.
    @inlinable
    public func forEachProfile<Failure: Error>(_ body: (ProfileView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(2) { (bytes) throws(Failure) in try body(ProfileView(bytes)) }
    }
}
