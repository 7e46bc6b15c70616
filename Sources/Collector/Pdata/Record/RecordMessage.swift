/// A message in or around a record that is being read or edited, whose fields are named by their numbers.
///
/// For languages that name fields at run time; everything else uses the views and editors. Valid only during the call
/// that the record is given to.
package struct RecordMessage {
    let target: EditTarget

    // MARK: Reading

    /// The message as it is now.
    package var bytes: RecordBytes { RecordBytes(target.splice.pointee.bytes(target.level, target.nested)) }

    /// The number of the field that this message is of the one around it.
    package var number: Int { target.number }

    private func field(_ number: Int) -> FieldCursor? {
        let bytes = bytes
        guard let base = bytes.buffer.baseAddress else { return nil }
        var cursor = FieldCursor(base, 0, bytes.count)
        while cursor.next() {
            if cursor.number == number { return cursor }
        }
        return nil
    }

    /// The number in field `number`, or its bits; nil when it is absent.
    package func bits(_ number: Int) -> UInt64? { field(number)?.value }

    /// The content of field `number`; nothing when it is absent.
    package func payload(_ number: Int) -> RecordBytes {
        RecordBytes(field(number)?.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// The message in field `number`.
    package func nested(_ number: Int) -> RecordMessage { RecordMessage(target: target.nested(number)) }

    // MARK: Writing

    /// Sets a string.
    package func set(_ number: Int, text: String) { target.set(number, text: text) }

    /// Sets a number; zero is not written.
    package func set(_ number: Int, varint value: UInt64) { target.set(number, varint: value) }

    /// Sets a zigzag number.
    package func set(_ number: Int, sint32 value: Int32) { target.set(number, sint32: value) }

    /// Sets a number of four bytes; zero is not written.
    package func set(_ number: Int, fixed32 value: UInt32) { target.set(number, fixed32: value) }

    /// Sets a number of eight bytes, of which zero means something else than nothing.
    package func set(_ number: Int, fixed64 value: UInt64?) { target.set(number, optionalFixed64: value) }

    /// Sets the content of a field; nothing removes it.
    package func set(_ number: Int, bytes: Bytes) {
        target.splice.pointee.edit(target.level) { draft, field in
            if !bytes.isEmpty { field.append(number, bytes.buffer) }
            draft.setField(number, target.nested, field)
        }
    }

    /// Sets a value that is nothing when it is empty.
    package func set(_ number: Int, _ value: AttributeValue) { target.set(number, value) }

    /// Sets a oneof of a double and an integer.
    package func set(double: Int, int: Int, _ value: NumberValue) { target.set(double: double, int: int, value) }

    /// Sets a run of numbers of eight bytes each.
    package func set(_ number: Int, packed values: [UInt64]) { target.set(number, packed: values) }

    /// Sets a run of numbers of varying length.
    package func set(_ number: Int, packedVarints values: [UInt64]) {
        target.splice.pointee.edit(target.level) { draft, field in
            if !values.isEmpty {
                field.append(number) { run in
                    for value in values { run.append(varint: value) }
                }
            }
            draft.setField(number, target.nested, field)
        }
    }

    /// Removes the fields `number`, of which there may be several.
    package func removeAll(_ number: Int) {
        target.splice.pointee.edit(target.level) { draft, _ in
            _ = draft.removeFields(target.nested) { $0.number == number }
        }
    }

    /// Replaces the whole message.
    package func replace(by bytes: Bytes) {
        target.splice.pointee.edit(target.level) { draft, _ in
            // There is no message without a place.
            if let base = bytes.buffer.baseAddress { draft.replace(base, bytes.count) }
        }
    }

    /// Calls `body` to edit the attributes in fields `number`.
    package func editAttributes<Result, Failure: Error>(
        _ number: Int,
        _ body: (inout AttributesEditor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var editor = AttributesEditor(target, field: number)
        return try body(&editor)
    }

    // MARK: Messages inside

    /// Calls `body` with each message in fields `number` of this record; it says whether the message stays.
    package func forEachNested<Failure: Error>(
        _ number: Int,
        _ body: (RecordMessage) throws(Failure) -> Bool
    ) throws(Failure) {
        try target.forEachNested(Splice.Path(number)) { (target) throws(Failure) in
            try body(RecordMessage(target: target))
        }
    }
}

extension RecordMessage {
    /// Makes `messages` all that is in fields `number`.
    package func replaceAll(_ number: Int, by messages: [Bytes]) {
        removeAll(number)
        target.splice.pointee.edit(target.level) { draft, scratch in
            for message in messages { scratch.append(number, message.buffer) }
            draft.appendFields(target.nested, scratch)
        }
    }
}
