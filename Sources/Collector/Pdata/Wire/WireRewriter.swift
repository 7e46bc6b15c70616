/// Rewrites legal but unusual wire into the form that views expect, without changing what it says.
///
/// What comes out says every field that may occur once at most once: sub-messages in several parts are joined, of
/// repeated scalars and oneof members the last is kept. Numbers are packed, tags and lengths are as short as they can
/// be, strings are UTF-8, and superseded fields are gone. Unknown fields stay, in their order.
///
/// The input has passed the validating walk, which bounds the recursion here.
struct WireRewriter {
    /// How many strings were not UTF-8.
    private(set) var repairedStrings = 0
    /// How many scopes stood in a superseded field.
    private(set) var upgradedScopes = 0

    /// Appends to `output` the message `id` whose bytes are those of `parts`, one after the other.
    mutating func rewrite(_ id: MessageID, _ bytes: RawSpan, _ parts: [Range<Int>], into output: inout ByteBuilder) {
        let schema = Schema[id]
        let census = FieldCensus(schema, bytes, parts)
        var index = 0
        for part in parts {
            var cursor = WireCursor(bytes, part)
            while cursor.next() {
                if let place = schema.fields.firstIndex(where: { $0.number == cursor.number }) {
                    if census.isKept(place, index) {
                        append(schema.fields[place], from: index, cursor, parts, into: &output)
                    }
                } else {
                    appendUnknown(cursor, into: &output)
                }
                index += 1
            }
        }
    }

    /// Appends the field that `cursor` is at, the `index`th of its message, joined with its later occurrences where
    /// they make one value.
    private mutating func append(
        _ field: FieldSchema,
        from index: Int,
        _ cursor: WireCursor,
        _ parts: [Range<Int>],
        into output: inout ByteBuilder
    ) {
        switch field.rule {
        case .repeated where field.isRepeatedNumber:
            var numbers = ByteBuilder()
            Self.forEachOccurrence(of: field.number, from: index, cursor.bytes, parts) { numbers.append($0) }
            guard numbers.count > 0 else { return }
            output.append(tag: field.number, .lengthDelimited)
            output.append(varint: UInt64(numbers.count))
            output.append(numbers.finish())
        case .superseded:
            upgradedScopes += 1
            appendValue(field, as: 2, cursor.bytes, [cursor.range], into: &output)
        case .singular where field.message != nil, .oneof where field.message != nil:
            var ranges: [Range<Int>] = []
            Self.forEachRange(of: field.number, from: index, cursor.bytes, parts) { ranges.append($0) }
            appendValue(field, as: field.number, cursor.bytes, ranges, into: &output)
        case .singular, .optional, .oneof, .repeated:
            appendValue(field, as: field.number, cursor.bytes, [cursor.range], into: &output)
        }
    }

    private mutating func appendValue(
        _ field: FieldSchema,
        as number: Int,
        _ bytes: RawSpan,
        _ ranges: [Range<Int>],
        into output: inout ByteBuilder
    ) {
        output.append(tag: number, field.type.wireType)
        if let message = field.message {
            var nested = ByteBuilder(capacity: ranges.reduce(0) { $0 + $1.count })
            rewrite(message, bytes, ranges, into: &nested)
            output.append(varint: UInt64(nested.count))
            output.append(nested.finish())
            return
        }
        guard let range = ranges.first else { return }
        let value = bytes.extracting(range)
        guard field.type.wireType == .lengthDelimited else { return output.append(value) }
        if field.type == .string, !value.withUnsafeBytes({ WireText.isUTF8($0) }) {
            repairedStrings += 1
            let repaired = value.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            output.append(varint: UInt64(repaired.utf8.count))
            output.append(utf8: repaired)
        } else {
            output.append(varint: UInt64(value.byteCount))
            output.append(value)
        }
    }

    private func appendUnknown(_ cursor: WireCursor, into output: inout ByteBuilder) {
        output.append(tag: cursor.number, cursor.type)
        if cursor.type == .lengthDelimited { output.append(varint: UInt64(cursor.count)) }
        output.append(cursor.payload)
    }

    /// Calls `body` with the place of the value of each field `number`, from the `index`th field on.
    private static func forEachRange(
        of number: Int,
        from index: Int,
        _ bytes: RawSpan,
        _ parts: [Range<Int>],
        _ body: (Range<Int>) -> Void
    ) {
        var current = 0
        for part in parts {
            var cursor = WireCursor(bytes, part)
            while cursor.next() {
                if current >= index, cursor.number == number { body(cursor.range) }
                current += 1
            }
        }
    }

    /// Calls `body` with the value of each field `number`, from the `index`th field on.
    private static func forEachOccurrence(
        of number: Int,
        from index: Int,
        _ bytes: RawSpan,
        _ parts: [Range<Int>],
        _ body: (RawSpan) -> Void
    ) {
        forEachRange(of: number, from: index, bytes, parts) { body(bytes.extracting($0)) }
    }
}

/// Which occurrences of a message's fields a rewrite keeps.
private struct FieldCensus {
    private struct Occurrences {
        var first = Int.max
        var last = -1
    }

    private let schema: MessageSchema
    private var occurrences: [Occurrences]
    /// The place in the schema of the oneof's member that counts, and the first occurrence of it that does.
    private var member: (place: Int, first: Int)?

    init(_ schema: MessageSchema, _ bytes: RawSpan, _ parts: [Range<Int>]) {
        self.schema = schema
        occurrences = Array(repeating: Occurrences(), count: schema.fields.count)
        var index = 0
        for part in parts {
            var cursor = WireCursor(bytes, part)
            while cursor.next() {
                if let place = schema.fields.firstIndex(where: { $0.number == cursor.number }) {
                    occurrences[place].first = min(occurrences[place].first, index)
                    occurrences[place].last = index
                    if schema.fields[place].rule == .oneof, member?.place != place { member = (place, index) }
                }
                index += 1
            }
        }
    }

    /// Whether the occurrence at `index` of the field at `place` is written; a joined value stands where its first part
    /// stood.
    func isKept(_ place: Int, _ index: Int) -> Bool {
        let field = schema.fields[place]
        switch field.rule {
        case .repeated:
            return !field.isRepeatedNumber || index == occurrences[place].first
        case .singular, .optional:
            return index == (field.message == nil ? occurrences[place].last : occurrences[place].first)
        case .oneof:
            guard let member, member.place == place else { return false }
            return index == (field.message == nil ? occurrences[place].last : member.first)
        case .superseded:
            guard let scopes = schema.fields.firstIndex(where: { $0.number == 2 }) else { return true }
            return occurrences[scopes].last < 0
        }
    }
}
