/// What telemetry is about, such as a service or a host.
@frozen
public struct ResourceView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 1) }
    }

    /// How many attributes the sender left out.
    @inlinable
    public var droppedAttributesCount: UInt32 { message.uint32(2) }

    /// The number of entities that the attributes describe.
    @inlinable
    public var entityRefCount: Int { message.count(3) }

    /// Calls `body` with each entity that the attributes describe, in order.
    @inlinable
    public func forEachEntityRef<Failure: Error>(_ body: (EntityRefView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(3) { (bytes) throws(Failure) in try body(EntityRefView(bytes)) }
    }
}
