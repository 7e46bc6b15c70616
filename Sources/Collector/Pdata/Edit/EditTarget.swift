/// The message that an editor changes: the one at a level of a splice, or the one in a field of it.
///
/// Editors that hold one are not copied and do not escape, so that the splice is there as long as they are, and bytes
/// that they lend are not changed meanwhile.
@usableFromInline
struct EditTarget: BitwiseCopyable {
    let splice: UnsafeMutablePointer<Splice>
    let level: Int
    var nested = 0

    @usableFromInline
    init(_ splice: UnsafeMutablePointer<Splice>, _ level: Int) {
        self.splice = splice
        self.level = level
    }

    /// The message in field `number` of this one.
    func nested(_ number: Int) -> EditTarget {
        var result = self
        result.nested = number
        return result
    }

    /// The level around this one's by `distance`.
    @usableFromInline
    func outer(_ distance: Int) -> EditTarget { EditTarget(splice, level - distance) }

    /// The message as it is now.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = splice.pointee.bytes(level, nested).bytes
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The message as it is now.
    var reader: MessageReader {
        @_lifetime(borrow self)
        get { MessageReader(bytes) }
    }

    /// The number of the field that this level is of the one around it.
    var number: Int { splice.pointee.levels[level].number }

    // MARK: Setting fields

    func set(_ number: Int, text: String) {
        set(number) { field in
            if !text.isEmpty { field.append(number, text: text) }
        }
    }

    /// Sets a number; a zero that means the same as nothing is not written.
    func set(_ number: Int, varint value: UInt64) {
        set(number) { field in
            guard value != 0 else { return }
            field.append(tag: number, .varint)
            field.append(varint: value)
        }
    }

    func set(_ number: Int, enumeration value: Int32) {
        set(number, varint: UInt64(bitPattern: Int64(value)))
    }

    func set(_ number: Int, sint32 value: Int32) {
        set(number, varint: UInt64(UInt32(bitPattern: (value << 1) ^ (value >> 31))))
    }

    func set(_ number: Int, fixed32 value: UInt32) {
        set(number) { field in
            guard value != 0 else { return }
            field.append(tag: number, .fixed32)
            for shift in stride(from: 0, to: 32, by: 8) {
                field.append(byte: UInt8(truncatingIfNeeded: value >> shift))
            }
        }
    }

    func set(_ number: Int, fixed64 value: UInt64) {
        set(number, optionalFixed64: value == 0 ? nil : value)
    }

    /// Sets a number of which zero means something else than nothing.
    func set(_ number: Int, optionalFixed64 value: UInt64?) {
        set(number) { field in
            guard let value else { return }
            field.append(tag: number, .fixed64)
            field.append(fixed64: value)
        }
    }

    func set(_ number: Int, _ id: TraceID) {
        set(number) { field in
            guard !id.isEmpty else { return }
            field.append(tag: number, .lengthDelimited)
            field.append(byte: 16)
            field.append(fixed64: id.high.byteSwapped)
            field.append(fixed64: id.low.byteSwapped)
        }
    }

    func set(_ number: Int, _ id: SpanID) {
        set(number) { field in
            guard !id.isEmpty else { return }
            field.append(tag: number, .lengthDelimited)
            field.append(byte: 8)
            field.append(fixed64: id.value.byteSwapped)
        }
    }

    /// Sets a value that is nothing when it is empty.
    func set(_ number: Int, _ value: AttributeValue) {
        set(number) { field in
            guard value != .empty else { return }
            field.append(number) { $0.append(value) }
        }
    }

    /// Sets a oneof of a double and an integer.
    func set(double: Int, int: Int, _ value: NumberValue) {
        switch value {
        case .none:
            set(double, optionalFixed64: nil)
            set(int, optionalFixed64: nil)
        case .double(let value):
            set(int, optionalFixed64: nil)
            set(double, optionalFixed64: value.bitPattern)
        case .int(let value):
            set(double, optionalFixed64: nil)
            set(int, optionalFixed64: UInt64(bitPattern: value))
        }
    }

    /// Sets a run of numbers of eight bytes each.
    func set(_ number: Int, packed values: some Collection<UInt64>) {
        set(number) { field in
            guard !values.isEmpty else { return }
            field.append(number) { run in
                for value in values { run.append(fixed64: value) }
            }
        }
    }

    /// Sets a run of numbers of as few bytes as they take.
    func set(_ number: Int, packedVarints values: some Collection<UInt64>) {
        set(number) { field in
            guard !values.isEmpty else { return }
            field.append(number) { run in
                for value in values { run.append(varint: value) }
            }
        }
    }

    /// Makes what `body` appends the field `number`; nothing removes it.
    private func set(_ number: Int, _ body: (inout EditBuffer) -> Void) {
        splice.pointee.edit(level) { draft, scratch in
            body(&scratch)
            draft.setField(number, nested, scratch)
        }
    }

    // MARK: Messages inside

    /// Calls `body` with each message in fields `number` of this record.
    @usableFromInline
    func forEachNested<Failure: Error>(_ number: Int, _ body: (EditTarget) throws(Failure) -> Void) throws(Failure) {
        try forEachNested(Splice.Path(number)) { (target) throws(Failure) in
            try body(target)
            return true
        }
    }

    /// Calls `body` with each message at the end of `path`, which begins at this record; it says whether it stays.
    func forEachNested<Failure: Error>(
        _ path: Splice.Path,
        _ body: (EditTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        precondition(!isBeingWalked, "this record's content is being edited already")
        splice.pointee.beginChildren(path.number(0))
        while splice.pointee.next(path, from: level) {
            do throws(Failure) {
                let stays = try body(EditTarget(splice, level + path.count))
                if !stays { splice.pointee.remove(countingItems: 0) }
            } catch {
                splice.pointee.abandonNested(level)
                throw error
            }
        }
        splice.pointee.endNested()
    }

    /// Whether the messages inside this one are being stepped through.
    var isBeingWalked: Bool { splice.pointee.levels[level].isContainer }
}
