/// Turns wire format that passed the validating walk into OTLP's JSON.
struct JSONWriter: ~Copyable {
    private var output: ByteBuilder

    private init(capacity: Int) {
        output = ByteBuilder(capacity: capacity)
    }

    /// The JSON of `request`, a message `id`.
    static func write(_ request: Bytes, _ id: MessageID) -> Bytes {
        var writer = JSONWriter(capacity: request.count * 2)
        writer.message(Schema[id], request.span)
        return writer.finish()
    }

    private consuming func finish() -> Bytes { output.finish() }

    private mutating func message(_ schema: MessageSchema, _ bytes: RawSpan) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        if Self.isInRuns(bytes) {
            var cursor = WireCursor(bytes)
            var isAny = cursor.next()
            while isAny {
                guard let field = schema.field(cursor.number) else {
                    isAny = cursor.next()
                    continue
                }
                isAny = run(field, &cursor, &isFirst)
            }
        } else {
            for field in schema.fields { scattered(field, bytes, &isFirst) }
        }
        for field in schema.fields where field.isAlwaysInJSON && !MessageReader(bytes).has(field.number) {
            name(field, &isFirst)
            output.append(utf8: "{}")
        }
        output.append(UInt8(ascii: "}"))
    }

    /// Whether the occurrences of each repeated field lie together, as nearly everybody writes them.
    private static func isInRuns(_ bytes: RawSpan) -> Bool {
        var cursor = WireCursor(bytes)
        var seen: UInt64 = 0
        var last = 0
        while cursor.next() {
            guard cursor.number != last else { continue }
            last = cursor.number
            // No known field has a higher number: the superseded ones are gone.
            guard cursor.number < 64 else { continue }
            guard seen & 1 << UInt64(cursor.number) == 0 else { return false }
            seen |= 1 << UInt64(cursor.number)
        }
        return true
    }

    /// Writes the field at which `cursor` is, with all that follow of the same number; whether there is another field.
    private mutating func run(_ field: FieldSchema, _ cursor: inout WireCursor, _ isFirst: inout Bool) -> Bool {
        guard field.rule == .repeated, !field.isRepeatedNumber else {
            single(field, cursor, &isFirst)
            return cursor.next()
        }
        name(field, &isFirst)
        output.append(UInt8(ascii: "["))
        value(field, cursor)
        var isAny = cursor.next()
        while isAny, cursor.number == field.number {
            output.append(UInt8(ascii: ","))
            value(field, cursor)
            isAny = cursor.next()
        }
        output.append(UInt8(ascii: "]"))
        return isAny
    }

    /// Writes all occurrences of `field`, wherever they lie.
    private mutating func scattered(_ field: FieldSchema, _ bytes: RawSpan, _ isFirst: inout Bool) {
        let isList = field.rule == .repeated && !field.isRepeatedNumber
        var isOpen = false
        var cursor = WireCursor(bytes)
        while cursor.next() {
            guard cursor.number == field.number else { continue }
            guard isList else {
                single(field, cursor, &isFirst)
                continue
            }
            if isOpen {
                output.append(UInt8(ascii: ","))
            } else {
                name(field, &isFirst)
                output.append(UInt8(ascii: "["))
                isOpen = true
            }
            value(field, cursor)
        }
        if isOpen { output.append(UInt8(ascii: "]")) }
    }

    /// Writes a field that occurs once, unless it is a zero that means the same as absence.
    private mutating func single(_ field: FieldSchema, _ cursor: WireCursor, _ isFirst: inout Bool) {
        if field.isRepeatedNumber {
            guard cursor.count > 0 else { return }
            name(field, &isFirst)
            return numbers(field.type, cursor.payload)
        }
        if field.rule == .singular, field.message == nil {
            let isZero = field.type.wireType == .lengthDelimited ? cursor.count == 0 : cursor.value == 0
            if isZero { return }
        }
        name(field, &isFirst)
        value(field, cursor)
    }

    private mutating func name(_ field: FieldSchema, _ isFirst: inout Bool) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output.append(UInt8(ascii: "\""))
        output.append(utf8: field.jsonName)
        output.append(utf8: "\":")
    }

    private mutating func value(_ field: FieldSchema, _ cursor: WireCursor) {
        switch field.type {
        case .message(let id):
            message(Schema[id], cursor.payload)
        case .string:
            JSONText.escape(cursor.payload, into: &output)
        case .bytes:
            output.append(UInt8(ascii: "\""))
            Base64.encode(cursor.payload, into: &output)
            output.append(UInt8(ascii: "\""))
        case .id:
            output.append(UInt8(ascii: "\""))
            let id = cursor.payload
            for index in 0..<id.byteCount {
                let byte = id.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                output.append(Hex.digit(byte >> 4))
                output.append(Hex.digit(byte & 0x0F))
            }
            output.append(UInt8(ascii: "\""))
        default:
            number(field.type, cursor.value)
        }
    }

    private mutating func numbers(_ type: FieldType, _ packed: RawSpan) {
        output.append(UInt8(ascii: "["))
        var cursor = WireCursor(packed)
        while cursor.position < cursor.end {
            if cursor.position > 0 { output.append(UInt8(ascii: ",")) }
            switch type.wireType {
            case .fixed64:
                number(type, PackedUInt64s(packed)[cursor.position / 8])
                cursor.position += 8
            default:
                number(type, cursor.readVarint())
            }
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func number(_ type: FieldType, _ bits: UInt64) {
        switch type {
        case .bool:
            output.append(utf8: bits != 0 ? "true" : "false")
        case .int32, .enumeration, .index:
            output.append(utf8: String(Int32(truncatingIfNeeded: bits)))
        case .uint32, .fixed32:
            output.append(utf8: String(UInt32(truncatingIfNeeded: bits)))
        case .sint32:
            let bits = UInt32(truncatingIfNeeded: bits)
            output.append(utf8: String(Int32(bitPattern: bits >> 1) ^ -Int32(bitPattern: bits & 1)))
        case .int64, .sfixed64:
            output.append(utf8: "\"\(Int64(bitPattern: bits))\"")
        case .uint64, .fixed64:
            output.append(utf8: "\"\(bits)\"")
        case .double:
            let double = Double(bitPattern: bits)
            let text = DecimalText.es6(double)
            output.append(utf8: double.isFinite ? text : "\"\(text)\"")
        case .string, .bytes, .id, .message:
            break
        }
    }
}
