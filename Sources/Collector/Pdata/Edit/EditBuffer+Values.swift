extension EditBuffer {
    /// Appends the UTF-8 form of `text`.
    mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { utf8 in
            if let source = utf8.baseAddress { append(UnsafeRawPointer(source), utf8.count) }
        }
    }

    /// Appends `bytes`.
    mutating func append(_ bytes: Bytes) {
        bytes.withUnsafeBytes { buffer in
            if let source = buffer.baseAddress { append(source, buffer.count) }
        }
    }

    /// Appends a field `number` that holds `text`.
    mutating func append(_ number: Int, text: String) {
        append(tag: number, .lengthDelimited)
        append(varint: UInt64(text.utf8.count))
        append(utf8: text)
    }

    /// Appends a field `number` that holds `bytes`.
    mutating func append(_ number: Int, _ bytes: UnsafeRawBufferPointer) {
        append(tag: number, .lengthDelimited)
        append(varint: UInt64(bytes.count))
        if let source = bytes.baseAddress { append(source, bytes.count) }
    }

    /// Appends a field `number` that holds what `body` appends.
    mutating func append(_ number: Int, _ body: (inout EditBuffer) -> Void) {
        append(tag: number, .lengthDelimited)
        let start = count
        body(&self)
        let length = count &- start
        let place = splice(start, start, ByteBuilder.varintSize(UInt64(length)))
        _ = Self.write(varint: UInt64(length), place)
    }

    /// Appends the message that holds `value`.
    mutating func append(_ value: AttributeValue) {
        switch value {
        case .empty:
            break
        case .string(let text):
            append(1, text: text)
        case .bool(let bool):
            append(tag: 2, .varint)
            append(byte: bool ? 1 : 0)
        case .int(let int):
            append(tag: 3, .varint)
            append(varint: UInt64(bitPattern: int))
        case .double(let double):
            append(tag: 4, .fixed64)
            append(fixed64: double.bitPattern)
        case .array(let elements):
            append(5) { array in
                for element in elements { array.append(1) { $0.append(element) } }
            }
        case .map(let entries):
            append(6) { map in
                for entry in entries { map.append(1, entry) }
            }
        case .bytes(let bytes):
            append(tag: 7, .lengthDelimited)
            append(varint: UInt64(bytes.count))
            append(bytes)
        }
    }

    /// Appends a field `number` that holds `attribute`.
    mutating func append(_ number: Int, _ attribute: Attribute) {
        append(number) { entry in
            entry.append(1, text: attribute.key)
            entry.append(2) { $0.append(attribute.value) }
        }
    }
}
