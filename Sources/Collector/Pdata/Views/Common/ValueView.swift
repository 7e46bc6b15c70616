/// What an attribute's value or a log record's body is.
@frozen
public enum ValueKind: Sendable, Hashable {
    /// No value at all.
    case empty
    case string
    case bool
    case int
    case double
    case array
    case map
    case bytes
    /// A string in a profiles request's dictionary.
    case stringIndex
}

/// An attribute's value or a log record's body, where it lies in a request.
///
/// Each accessor gives its type's zero where ``kind`` is another.
@frozen
public struct ValueView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// What the value is.
    @inlinable
    public var kind: ValueKind {
        var cursor = WireCursor(message.bytes)
        while cursor.next() {
            switch cursor.number {
            case 1: return .string
            case 2: return .bool
            case 3: return .int
            case 4: return .double
            case 5: return .array
            case 6: return .map
            case 7: return .bytes
            case 8: return .stringIndex
            default: continue
            }
        }
        return .empty
    }

    /// The text of a string.
    @inlinable
    public var string: TextView {
        @_lifetime(copy self)
        get { message.text(1) }
    }

    /// The truth of a bool.
    @inlinable
    public var bool: Bool { message.uint64(2) != 0 }

    /// The number of an int.
    @inlinable
    public var int: Int64 { message.int64(3) }

    /// The number of a double.
    @inlinable
    public var double: Double { message.double(4) }

    /// The bytes of bytes.
    @inlinable
    public var bytes: RawSpan {
        @_lifetime(copy self)
        get { message.payload(7) }
    }

    /// The entries of a map.
    @inlinable
    public var map: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.payload(6), field: 1) }
    }

    /// The place of a string in the dictionary of profiles.
    @inlinable
    public var stringIndex: Int { Int(message.int32(8)) }

    /// Calls `body` with each element of an array, in order.
    @inlinable
    public func forEachElement<Failure: Error>(_ body: (ValueView) throws(Failure) -> Void) throws(Failure) {
        try message.nested(5).forEach(1) { (bytes) throws(Failure) in try body(ValueView(bytes)) }
    }

    /// A copy that outlives the request.
    public func owned() -> AttributeValue {
        switch kind {
        case .empty, .stringIndex:
            return .empty
        case .string:
            return .string(string.string)
        case .bool:
            return .bool(bool)
        case .int:
            return .int(int)
        case .double:
            return .double(double)
        case .bytes:
            return .bytes(bytes.withUnsafeBytes { Bytes(copying: $0) })
        case .array:
            var elements: [AttributeValue] = []
            forEachElement { elements.append($0.owned()) }
            return .array(elements)
        case .map:
            return .map(map.owned())
        }
    }
}
