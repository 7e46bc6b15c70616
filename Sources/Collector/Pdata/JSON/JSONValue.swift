/// A small JSON text as a tree, such as a server's answer; telemetry never becomes one.
public indirect enum JSONValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A truth.
    case bool(Bool)
    /// A number, as it is written.
    case number(String)
    /// A string.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Members; of those with one name the last.
    case object([String: JSONValue])

    /// Reads `text`, whose values lie no deeper in each other than those of a telemetry request may.
    ///
    /// - Throws: `WireError` with the offset of what is no JSON.
    public init(parsing text: Bytes) throws(WireError) {
        var scanner = JSONScanner(text.span)
        self = try Self.value(&scanner, depth: 0)
        guard scanner.isAtEnd() else { throw scanner.failure("text after the JSON value") }
    }

    /// The value of the member `name`; nil when there is none, or this is no object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text, of a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The whole number, written as a number or, as protobuf's JSON writes large ones, as a string.
    public var integer: Int? {
        switch self {
        case .number(let text), .string(let text): Int(text)
        case .null, .bool, .array, .object: nil
        }
    }

    private static func value(_ scanner: inout JSONScanner, depth: Int) throws(WireError) -> JSONValue {
        switch try scanner.kind() {
        case .null:
            try scanner.null()
            return .null
        case .bool: return .bool(try scanner.bool())
        case .number:
            let range = try scanner.number()
            return .number(Self.text(scanner.text(range)))
        case .string: return .string(try string(try scanner.string(), scanner))
        case .array:
            guard depth < WireLimits.depth else { throw scanner.failure("values lie too deep in each other") }
            var values: [JSONValue] = []
            var elements = JSONElements()
            while try elements.next(&scanner) { values.append(try value(&scanner, depth: depth + 1)) }
            return .array(values)
        case .object:
            guard depth < WireLimits.depth else { throw scanner.failure("values lie too deep in each other") }
            var values: [String: JSONValue] = [:]
            var members = JSONMembers()
            while let name = try members.next(&scanner) {
                let name = try string(name, scanner)
                values[name] = try value(&scanner, depth: depth + 1)
            }
            return .object(values)
        }
    }

    private static func string(
        _ token: JSONScanner.StringToken,
        _ scanner: borrowing JSONScanner
    ) throws(WireError) -> String {
        let inside = scanner.text(token.range)
        guard token.hasEscapes else { return text(inside) }
        var output = ByteBuilder(capacity: inside.byteCount)
        try JSONText.unescape(inside, into: &output)
        return output.finish().text
    }

    private static func text(_ span: RawSpan) -> String {
        span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
