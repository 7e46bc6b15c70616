/// An entity that some of a resource's attributes describe.
@frozen
public struct EntityRefView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The schema of the entity's attributes.
    @inlinable
    public var schemaURL: TextView {
        @_lifetime(copy self)
        get { message.text(1) }
    }

    /// The type, such as `service`.
    @inlinable
    public var type: TextView {
        @_lifetime(copy self)
        get { message.text(2) }
    }

    /// Calls `body` with each key of an attribute that identifies the entity.
    @inlinable
    public func forEachIDKey<Failure: Error>(_ body: (TextView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(3) { (bytes) throws(Failure) in try body(TextView(bytes)) }
    }

    /// Calls `body` with each key of an attribute that describes the entity.
    @inlinable
    public func forEachDescriptionKey<Failure: Error>(_ body: (TextView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(4) { (bytes) throws(Failure) in try body(TextView(bytes)) }
    }
}
