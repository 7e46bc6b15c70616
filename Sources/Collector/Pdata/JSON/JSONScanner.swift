/// Reads JSON text token by token.
///
/// Strict as RFC 8259 is, but for strings that are not UTF-8: those are left to the check of the wire format.
struct JSONScanner: ~Escapable {
    private let bytes: RawSpan
    private(set) var position = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// What kind of value comes next.
    enum Kind {
        case object, array, string, number, bool, null
    }

    /// Where a string lies in the text, between its quotes, and whether it is written as it is.
    struct StringToken {
        let range: Range<Int>
        let hasEscapes: Bool
    }

    /// Steps over white space; the next byte, or 0 at the end.
    mutating func peek() -> UInt8 {
        while position < bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return 0
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        _ = peek()
        return position == bytes.byteCount
    }

    mutating func kind() throws(WireError) -> Kind {
        switch peek() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: throw failure(position < bytes.byteCount ? "expected a JSON value" : "the JSON text is cut off")
        }
    }

    /// Steps over `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < bytes.byteCount else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(WireError) {
        guard take(byte) else {
            throw failure(
                position < bytes.byteCount
                    ? "expected '\(Character(Unicode.Scalar(byte)))'" : "the JSON text is cut off"
            )
        }
    }

    mutating func bool() throws(WireError) -> Bool {
        if peek() == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    mutating func null() throws(WireError) { try literal("null") }

    private mutating func literal(_ text: StaticString) throws(WireError) {
        for index in 0..<text.utf8CodeUnitCount {
            guard position + index < bytes.byteCount,
                bytes.unsafeLoad(fromByteOffset: position + index, as: UInt8.self) == text.utf8Start[index]
            else { throw failure("expected '\(text)'") }
        }
        position += text.utf8CodeUnitCount
    }

    /// Steps over a string.
    mutating func string() throws(WireError) -> StringToken {
        try expect(UInt8(ascii: "\""))
        let start = position
        var hasEscapes = false
        while position < bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return StringToken(range: start..<position - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position += 2
            case 0..<0x20:
                throw failure("a string holds an unescaped control character")
            default:
                position += 1
            }
        }
        position = bytes.byteCount
        throw failure("the JSON text is cut off in a string")
    }

    /// Steps over a number, and gives its text.
    mutating func number() throws(WireError) -> Range<Int> {
        _ = peek()
        let start = position
        guard let end = JSONNumber.end(bytes, from: start) else { throw failure("malformed number") }
        position = end
        return start..<end
    }

    /// Steps over one value of any kind.
    mutating func skip(depth: Int) throws(WireError) {
        switch try kind() {
        case .string: _ = try string()
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try null()
        case .array:
            guard depth < WireLimits.depth else { throw failure("values lie too deep in each other") }
            var elements = JSONElements()
            while try elements.next(&self) { try skip(depth: depth + 1) }
        case .object:
            guard depth < WireLimits.depth else { throw failure("values lie too deep in each other") }
            var members = JSONMembers()
            while try members.next(&self) != nil { try skip(depth: depth + 1) }
        }
    }

    /// The bytes at `range` of the text.
    @_lifetime(copy self)
    func text(_ range: Range<Int>) -> RawSpan { bytes.extracting(range) }

    /// An error at the current position.
    func failure(_ message: String) -> WireError { WireError(message, offset: position) }
}

/// Steps through the elements of an array.
struct JSONElements {
    private var isOpen = false

    /// Steps to the next element; false after the last.
    mutating func next(_ scanner: inout JSONScanner) throws(WireError) -> Bool {
        if !isOpen {
            isOpen = true
            try scanner.expect(UInt8(ascii: "["))
            return !scanner.take(UInt8(ascii: "]"))
        }
        if scanner.take(UInt8(ascii: "]")) { return false }
        try scanner.expect(UInt8(ascii: ","))
        return true
    }
}

/// Steps through the members of an object.
struct JSONMembers {
    private var isOpen = false

    /// Steps to the value of the next member, and gives its name; nil after the last.
    mutating func next(_ scanner: inout JSONScanner) throws(WireError) -> JSONScanner.StringToken? {
        if !isOpen {
            isOpen = true
            try scanner.expect(UInt8(ascii: "{"))
            if scanner.take(UInt8(ascii: "}")) { return nil }
        } else {
            if scanner.take(UInt8(ascii: "}")) { return nil }
            try scanner.expect(UInt8(ascii: ","))
        }
        let name = try scanner.string()
        try scanner.expect(UInt8(ascii: ":"))
        return name
    }
}
