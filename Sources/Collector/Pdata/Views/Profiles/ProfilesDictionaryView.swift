/// The tables that the profiles of one request share.
@frozen
public struct ProfilesDictionaryView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// Calls `body` with each mapping, in order.
    @inlinable
    public func forEachMapping<Failure: Error>(_ body: (MappingView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(1) { (bytes) throws(Failure) in try body(MappingView(bytes)) }
    }

    /// Calls `body` with each location, in order.
    @inlinable
    public func forEachLocation<Failure: Error>(_ body: (LocationView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(2) { (bytes) throws(Failure) in try body(LocationView(bytes)) }
    }

    /// Calls `body` with each function, in order.
    @inlinable
    public func forEachFunction<Failure: Error>(_ body: (FunctionView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(3) { (bytes) throws(Failure) in try body(FunctionView(bytes)) }
    }

    /// Calls `body` with each link, in order.
    @inlinable
    public func forEachLink<Failure: Error>(_ body: (ProfileLinkView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(4) { (bytes) throws(Failure) in try body(ProfileLinkView(bytes)) }
    }

    /// Calls `body` with each string, in order.
    @inlinable
    public func forEachString<Failure: Error>(_ body: (TextView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(5) { (bytes) throws(Failure) in try body(TextView(bytes)) }
    }

    /// Calls `body` with each attribute, in order.
    @inlinable
    public func forEachAttribute<Failure: Error>(_ body: (DictionaryAttributeView) throws(Failure) -> Void)
        throws(Failure)
    {
        try message.forEach(6) { (bytes) throws(Failure) in try body(DictionaryAttributeView(bytes)) }
    }

    /// Calls `body` with each stack, in order.
    @inlinable
    public func forEachStack<Failure: Error>(_ body: (StackView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(7) { (bytes) throws(Failure) in try body(StackView(bytes)) }
    }
}
