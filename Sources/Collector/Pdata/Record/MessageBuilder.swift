/// Writes a message field by field, in wire format.
package struct MessageBuilder: ~Copyable {
    private var output = EditBuffer()

    package init() {}

    /// What was written.
    package mutating func finish() -> Bytes { output.take() }

    /// Appends fields that are in wire format already.
    package mutating func raw(_ fields: Bytes) { output.append(fields) }

    /// Appends a string, unless it is empty.
    package mutating func text(_ number: Int, _ text: String) {
        if !text.isEmpty { output.append(number, text: text) }
    }

    /// Appends a field that holds `bytes`.
    package mutating func bytes(_ number: Int, _ bytes: Bytes) { output.append(number, bytes.buffer) }

    /// Appends a number, unless it is zero.
    package mutating func varint(_ number: Int, _ value: UInt64) {
        guard value != 0 else { return }
        output.append(tag: number, .varint)
        output.append(varint: value)
    }

    /// Appends a zigzag number, unless it is zero.
    package mutating func sint32(_ number: Int, _ value: Int32) {
        varint(number, UInt64(UInt32(bitPattern: (value << 1) ^ (value >> 31))))
    }

    /// Appends a number of eight bytes; nothing for nil.
    package mutating func fixed64(_ number: Int, _ value: UInt64?) {
        guard let value else { return }
        output.append(tag: number, .fixed64)
        output.append(fixed64: value)
    }

    /// Appends a double; nothing for nil.
    package mutating func double(_ number: Int, _ value: Double?) { fixed64(number, value?.bitPattern) }

    /// Appends a run of numbers of eight bytes each, unless there are none.
    package mutating func packed(_ number: Int, _ values: [UInt64]) {
        guard !values.isEmpty else { return }
        output.append(number) { run in
            for value in values { run.append(fixed64: value) }
        }
    }

    /// Appends a run of numbers of varying length, unless there are none.
    package mutating func packedVarints(_ number: Int, _ values: [UInt64]) {
        guard !values.isEmpty else { return }
        output.append(number) { run in
            for value in values { run.append(varint: value) }
        }
    }

    /// Appends attributes, each a field of its own.
    package mutating func attributes(_ number: Int, _ attributes: [Attribute]) {
        for attribute in attributes { output.append(number, attribute) }
    }

    /// Appends a field that holds the message that `body` writes.
    package mutating func message(_ number: Int, _ body: (inout MessageBuilder) -> Void) {
        var inner = MessageBuilder()
        body(&inner)
        output.append(number, inner.output.bytes)
    }
}
