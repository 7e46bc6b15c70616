/// Turns OTLP's JSON into its wire format, in one pass.
struct JSONTranscoder: ~Escapable {
    private var scanner: JSONScanner

    @_lifetime(copy text)
    private init(_ text: RawSpan) {
        scanner = JSONScanner(text)
    }

    /// The wire format of `text`, a message `id`.
    static func transcode(_ text: Bytes, _ id: MessageID) throws(WireError) -> Bytes {
        var transcoder = JSONTranscoder(text.span)
        var output = ByteBuilder(capacity: text.count / 2)
        try transcoder.message(id, depth: 0, into: &output)
        guard transcoder.scanner.isAtEnd() else { throw transcoder.scanner.failure("text after the JSON value") }
        return output.finish()
    }

    /// Appends the fields of the message that comes next.
    private mutating func message(_ id: MessageID, depth: Int, into output: inout ByteBuilder) throws(WireError) {
        guard depth <= WireLimits.depth else { throw scanner.failure("messages lie too deep in each other") }
        switch try scanner.kind() {
        case .null: return try scanner.null()
        case .object: break
        default: throw scanner.failure("expected an object")
        }
        var members = JSONMembers()
        while let name = try members.next(&scanner) {
            guard let field = try lookUp(name, id) else {
                try scanner.skip(depth: depth + 1)
                continue
            }
            do throws(WireError) {
                try self.field(field, depth: depth, into: &output)
            } catch {
                throw error.inside(field.name)
            }
        }
    }

    private mutating func lookUp(_ name: JSONScanner.StringToken, _ id: MessageID) throws(WireError) -> FieldSchema? {
        guard name.hasEscapes else {
            return scanner.text(name.range).withUnsafeBytes { JSONFieldTable.shared.field(of: id, $0) }
        }
        let unescaped = try unescape(name)
        return unescaped.withUnsafeBytes { JSONFieldTable.shared.field(of: id, $0) }
    }

    /// Appends the value that comes next as `field`; nothing for null, where null is allowed.
    private mutating func field(
        _ field: FieldSchema,
        depth: Int,
        into output: inout ByteBuilder
    ) throws(WireError) {
        let kind = try scanner.kind()
        guard field.rule == .repeated || field.rule == .superseded else {
            if kind == .null, field.type.wireType == .lengthDelimited { return try scanner.null() }
            return try value(field, depth: depth, into: &output)
        }
        switch kind {
        case .null: return try scanner.null()
        case .array: break
        default: throw scanner.failure("expected an array")
        }
        var elements = JSONElements()
        guard field.isRepeatedNumber else {
            while try elements.next(&scanner) { try value(field, depth: depth, into: &output) }
            return
        }
        let start = output.count
        var isEmpty = true
        try output.append(tag: field.number) { (output) throws(WireError) in
            while try elements.next(&scanner) {
                isEmpty = false
                try number(field.type, into: &output)
            }
        }
        if isEmpty { output.truncate(to: start) }
    }

    /// Appends one value with its tag.
    private mutating func value(
        _ field: FieldSchema,
        depth: Int,
        into output: inout ByteBuilder
    ) throws(WireError) {
        switch field.type {
        case .message(let id):
            try output.append(tag: field.number) { (output) throws(WireError) in
                try message(id, depth: depth + 1, into: &output)
            }
        case .string, .bytes, .id:
            try text(field, into: &output)
        default:
            output.append(tag: field.number, field.type.wireType)
            try number(field.type, into: &output)
        }
    }

    private mutating func text(_ field: FieldSchema, into output: inout ByteBuilder) throws(WireError) {
        if try scanner.kind() == .null {
            try scanner.null()
            output.append(tag: field.number, .lengthDelimited)
            return output.append(0)
        }
        guard try scanner.kind() == .string else { throw scanner.failure("expected a string") }
        let token = try scanner.string()
        let start = token.range.lowerBound
        if token.hasEscapes {
            // Named, because the compiler crashes on the span of a temporary here.
            let unescaped = try unescape(token)
            try text(unescaped.span, at: start, as: field, into: &output)
        } else {
            try text(scanner.text(token.range), at: start, as: field, into: &output)
        }
    }

    /// Appends what `text`, found at `start`, says as `field`.
    private func text(
        _ text: RawSpan,
        at start: Int,
        as field: FieldSchema,
        into output: inout ByteBuilder
    ) throws(WireError) {
        switch field.type {
        case .id(let length):
            guard text.byteCount == 0 || text.byteCount == 2 * length else {
                throw WireError("an id needs \(2 * length) hexadecimal digits", offset: start)
            }
            output.append(tag: field.number, .lengthDelimited)
            output.append(varint: UInt64(text.byteCount / 2))
            for index in 0..<text.byteCount / 2 {
                guard let high = Hex.value(text.unsafeLoad(fromByteOffset: 2 * index, as: UInt8.self)),
                    let low = Hex.value(text.unsafeLoad(fromByteOffset: 2 * index + 1, as: UInt8.self))
                else { throw WireError("an id needs hexadecimal digits", offset: start) }
                output.append(high << 4 | low)
            }
        case .bytes:
            var isBase64 = true
            output.append(tag: field.number) { isBase64 = Base64.decode(text, into: &$0) }
            guard isBase64 else { throw WireError("expected base64", offset: start) }
        default:
            output.append(tag: field.number, .lengthDelimited)
            output.append(varint: UInt64(text.byteCount))
            output.append(text)
        }
    }

    private func unescape(_ token: JSONScanner.StringToken) throws(WireError) -> Bytes {
        var output = ByteBuilder(capacity: token.range.count)
        do throws(WireError) {
            try JSONText.unescape(scanner.text(token.range), into: &output)
        } catch {
            throw WireError(error.message, offset: token.range.lowerBound + error.offset)
        }
        return output.finish()
    }

    /// Appends one number without its tag.
    private mutating func number(_ type: FieldType, into output: inout ByteBuilder) throws(WireError) {
        switch type {
        case .bool:
            guard try scanner.kind() == .bool else { throw scanner.failure("expected true or false") }
            output.append(try scanner.bool() ? 1 : 0)
        case .int32, .index:
            output.append(varint: UInt64(bitPattern: Int64(try integer(Int32.self))))
        case .int64:
            output.append(varint: UInt64(bitPattern: try integer(Int64.self)))
        case .uint32:
            output.append(varint: UInt64(try integer(UInt32.self)))
        case .uint64:
            output.append(varint: try integer(UInt64.self))
        case .sint32:
            let value = try integer(Int32.self)
            output.append(varint: UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
        case .fixed32:
            output.append(fixed32: try integer(UInt32.self))
        case .fixed64:
            output.append(fixed64: try integer(UInt64.self))
        case .sfixed64:
            output.append(fixed64: UInt64(bitPattern: try integer(Int64.self)))
        case .double:
            output.append(fixed64: try double().bitPattern)
        case .enumeration(let names):
            output.append(varint: UInt64(bitPattern: Int64(try enumeration(names))))
        case .string, .bytes, .id, .message:
            throw scanner.failure("expected a number")
        }
    }

    /// The number that comes next, or a string that holds one.
    private mutating func numberText() throws(WireError) -> Range<Int> {
        switch try scanner.kind() {
        case .number: try scanner.number()
        case .string: try scanner.string().range
        default: throw scanner.failure("expected a number")
        }
    }

    private mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(WireError) -> Integer {
        let range = try numberText()
        guard let value = JSONNumber.integer(scanner.text(range), as: type) else {
            throw WireError(
                "expected an integer from \(Integer.min) to \(Integer.max)",
                offset: range.lowerBound
            )
        }
        return value
    }

    private mutating func double() throws(WireError) -> Double {
        let isString = try scanner.kind() == .string
        let range = try numberText()
        let text = scanner.text(range)
        if let value = JSONNumber.double(text) { return value }
        if isString {
            switch text.withUnsafeBytes({ String(decoding: $0.prefix(16), as: UTF8.self) }) {
            case "NaN": return .nan
            case "Infinity": return .infinity
            case "-Infinity": return -.infinity
            default: break
            }
        }
        throw WireError("expected a number, \"NaN\", \"Infinity\" or \"-Infinity\"", offset: range.lowerBound)
    }

    private mutating func enumeration(_ names: EnumerationSchema) throws(WireError) -> Int32 {
        guard try scanner.kind() == .string else { return try integer(Int32.self) }
        let range = try scanner.string().range
        let name = scanner.text(range).withUnsafeBytes { String(decoding: $0.prefix(64), as: UTF8.self) }
        guard let value = names.value(of: name) else {
            throw WireError("unknown name; they are \(names.prefix)…", offset: range.lowerBound)
        }
        return Int32(value)
    }
}
