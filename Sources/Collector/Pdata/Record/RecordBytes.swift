/// Bytes that lie in a record which is being read or edited.
///
/// Valid until the record, or what is around it, changes, and no longer than the call that the record is given to.
package struct RecordBytes: BitwiseCopyable {
    /// The bytes.
    package let buffer: UnsafeRawBufferPointer

    package init(_ buffer: UnsafeRawBufferPointer) {
        self.buffer = buffer
    }

    /// The number of bytes.
    package var count: Int { buffer.count }

    /// Whether there are none.
    package var isEmpty: Bool { buffer.isEmpty }

    /// A copy, read as UTF-8.
    package var string: String { String(decoding: buffer, as: UTF8.self) }

    /// A copy.
    package var owned: Bytes { Bytes(copying: buffer) }
}

/// An attribute's value or a log record's body, as far as it can be told without a copy.
package enum RecordValue {
    case empty
    case string(RecordBytes)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case bytes(RecordBytes)
    /// A list; the message that holds the elements.
    case array(RecordBytes)
    /// A map; the message that holds the entries.
    case map(RecordBytes)

    /// The value that the message `bytes` holds.
    package init(_ bytes: RecordBytes) {
        self = .empty
        guard let base = bytes.buffer.baseAddress else { return }
        var cursor = FieldCursor(base, 0, bytes.count)
        while cursor.next() {
            switch cursor.number {
            case 1: self = .string(RecordBytes(cursor.payload))
            case 2: self = .bool(cursor.value != 0)
            case 3: self = .int(Int64(bitPattern: cursor.value))
            case 4: self = .double(Double(bitPattern: cursor.value))
            case 5: self = .array(RecordBytes(cursor.payload))
            case 6: self = .map(RecordBytes(cursor.payload))
            case 7: self = .bytes(RecordBytes(cursor.payload))
            default: continue
            }
            return
        }
    }

    /// A copy that outlives the record.
    package var owned: AttributeValue {
        switch self {
        case .empty: .empty
        case .string(let text): .string(text.string)
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(int)
        case .double(let double): .double(double)
        case .bytes(let bytes): .bytes(bytes.owned)
        case .array(let message): .array(message.elements)
        case .map(let message): .map(message.attributes(1))
        }
    }
}

extension RecordBytes {
    /// Copies of the elements of the list that this message holds.
    package var elements: [AttributeValue] {
        var elements: [AttributeValue] = []
        forEach(1) { elements.append(RecordValue($0).owned) }
        return elements
    }

    /// The element at `index` of the list that this message holds; nil beyond its end.
    package func element(_ index: Int) -> RecordBytes? {
        var position = 0
        var found: RecordBytes?
        forEach(1) { element in
            if position == index { found = element }
            position += 1
        }
        return found
    }

    /// Copies of the attributes in fields `number` of this message.
    package func attributes(_ number: Int) -> [Attribute] {
        var attributes: [Attribute] = []
        forEach(number) { attributes.append(AttributeView($0.buffer.bytes).owned()) }
        return attributes
    }

    /// The value of the first of the attributes in fields `number` of this message that is called `key`; nil when there
    /// is none. A value that was left out is empty.
    package func value(of key: String, in number: Int) -> RecordBytes? {
        guard let base = buffer.baseAddress else { return nil }
        var key = key
        return key.withUTF8 { MessageDraft.value(of: UnsafeRawBufferPointer($0), number, base, count) }
    }

    /// The number of fields `number` of this message.
    package func count(_ number: Int) -> Int {
        var total = 0
        forEach(number) { _ in total += 1 }
        return total
    }

    /// Calls `body` with the content of each field `number` of this message that has one.
    package func forEach(_ number: Int, _ body: (RecordBytes) -> Void) {
        guard let base = buffer.baseAddress else { return }
        var cursor = FieldCursor(base, 0, count)
        while cursor.next() {
            if cursor.number == number, cursor.type == .lengthDelimited { body(RecordBytes(cursor.payload)) }
        }
    }
}

extension RecordBytes {
    /// The numbers of eight bytes each that these bytes are a run of.
    package var eights: [UInt64] {
        var numbers: [UInt64] = []
        PackedUInt64s(buffer.bytes).forEach { numbers.append($0) }
        return numbers
    }

    /// The numbers of varying length that these bytes are a run of.
    package var varints: [UInt64] { PackedVarints(buffer.bytes).uint64s }
}

extension RecordBytes {
    /// A copy of this message without its fields `number`.
    package func withoutFields(_ number: Int) -> Bytes {
        guard let base = buffer.baseAddress else { return Bytes() }
        var output = EditBuffer()
        var cursor = FieldCursor(base, 0, count)
        while cursor.next() {
            if cursor.number != number { output.append(base + cursor.fieldStart, cursor.end &- cursor.fieldStart) }
        }
        return output.take()
    }
}
