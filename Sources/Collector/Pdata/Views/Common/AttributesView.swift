/// A key with its value, where they lie in a request.
@frozen
public struct AttributeView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The key.
    @inlinable
    public var key: TextView {
        @_lifetime(copy self)
        get { message.text(1) }
    }

    /// The place of the key in the dictionary of profiles; 0 when ``key`` is the key.
    @inlinable
    public var keyIndex: Int { Int(message.int32(3)) }

    /// The value.
    @inlinable
    public var value: ValueView {
        @_lifetime(copy self)
        get { ValueView(message.payload(2)) }
    }

    /// A copy that outlives the request.
    public func owned() -> Attribute { Attribute(key.string, value.owned()) }
}

/// Attributes, or the entries of a map, where they lie in a request. Keys may repeat: senders should not, but can.
@frozen
public struct AttributesView: ~Escapable {
    @usableFromInline let message: MessageReader
    @usableFromInline let field: Int

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, field: Int) {
        message = MessageReader(bytes)
        self.field = field
    }

    /// The number of attributes.
    @inlinable
    public var count: Int { message.count(field) }

    /// Whether there are no attributes.
    @inlinable
    public var isEmpty: Bool { !message.has(field) }

    /// Calls `body` with each attribute, in order.
    @inlinable
    public func forEach<Failure: Error>(_ body: (AttributeView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(field) { (bytes) throws(Failure) in try body(AttributeView(bytes)) }
    }

    /// Whether an attribute meets `condition`.
    @inlinable
    public func contains<Failure: Error>(
        where condition: (AttributeView) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        var cursor = makeCursor()
        while let attribute = cursor.next() {
            if try condition(attribute) { return true }
        }
        return false
    }

    /// `initial`, into which `combine` has put each attribute, in order.
    @inlinable
    public func reduce<Result, Failure: Error>(
        into initial: Result,
        _ combine: (inout Result, AttributeView) throws(Failure) -> Void
    ) throws(Failure) -> Result {
        var result = initial
        var cursor = makeCursor()
        while let attribute = cursor.next() { try combine(&result, attribute) }
        return result
    }

    /// Calls `body` with the value of the first attribute called `key`, and returns what it returns; nil when there is
    /// none.
    @inlinable
    public func value<Result, Failure: Error>(
        of key: String,
        _ body: (ValueView) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        var cursor = makeCursor()
        while let attribute = cursor.next() {
            if attribute.key == key { return try body(attribute.value) }
        }
        return nil
    }

    /// A copy of the value of the first attribute called `key`; nil when there is none.
    public subscript(key: String) -> AttributeValue? {
        value(of: key) { $0.owned() }
    }

    /// Steps through the attributes: `var cursor = attributes.makeCursor()`, then `while let attribute = cursor.next()`.
    @inlinable
    @_lifetime(copy self)
    public func makeCursor() -> AttributeCursor { AttributeCursor(message.bytes, field: field) }

    /// Copies that outlive the request.
    public func owned() -> [Attribute] {
        reduce(into: []) { $0.append($1.owned()) }
    }
}

/// Steps through attributes.
@frozen
public struct AttributeCursor: ~Escapable {
    @usableFromInline var cursor: WireCursor
    @usableFromInline let field: Int

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, field: Int) {
        cursor = WireCursor(bytes)
        self.field = field
    }

    /// The next attribute; nil after the last.
    @inlinable
    @_lifetime(copy self)
    public mutating func next() -> AttributeView? {
        while cursor.next() {
            if cursor.number == field { return AttributeView(cursor.payload) }
        }
        return nil
    }
}
