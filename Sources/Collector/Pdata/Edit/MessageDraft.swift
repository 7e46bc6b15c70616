/// A message that is being edited: its bytes where they lie until the first change, a copy of its own from then on.
///
/// Relies on the form that the validating walk leaves, and leaves it so: a field that may occur once does.
@usableFromInline
struct MessageDraft: ~Copyable {
    /// Where the message lies now.
    private(set) var base: UnsafeRawPointer
    private(set) var count = 0
    /// Whether it says something else than it did.
    var isChanged = false
    /// A field that the copy leaves out, because it is edited elsewhere; 0 for none.
    private var omitted = 0
    private var isOwned = false
    private var copy = EditBuffer()

    /// No message.
    init(_ base: UnsafeRawPointer) {
        self.base = base
    }

    /// Takes on the message at `base`; the copy, once there is one, is without the fields `omitted`.
    mutating func reset(_ base: UnsafeRawPointer, _ count: Int, omitting omitted: Int = 0) {
        self.base = base
        self.count = count
        self.omitted = omitted
        isOwned = false
        isChanged = false
    }

    /// Replaces the whole message by a copy of the bytes at `source`.
    mutating func replace(_ source: UnsafeRawPointer, _ length: Int) {
        copy.truncate(to: 0)
        copy.append(source, length)
        adopt()
        isChanged = true
    }

    /// Sees to it that the message is a copy, so that offsets stay valid until the next change. Offsets of before stay
    /// valid too, unless fields are omitted.
    mutating func own() {
        guard !isOwned else { return }
        copy.truncate(to: 0)
        if omitted == 0 {
            // Room for a change, so that it does not move what was just copied.
            _ = copy.reserve(count &+ 128)
            copy.append(base, count)
        } else {
            var cursor = FieldCursor(base, 0, count)
            while cursor.next() {
                guard cursor.number != omitted else { continue }
                copy.append(base + cursor.fieldStart, cursor.end &- cursor.fieldStart)
            }
        }
        adopt()
    }

    /// Makes the copy ready for a change by offsets, which some forms of a draft need before the offsets are found.
    mutating func prepare() {
        if omitted != 0 { own() }
    }

    private mutating func adopt() {
        // The copy's memory is there as soon as anything was reserved.
        base = UnsafeRawPointer(copy.reserve(0) - copy.count)
        count = copy.count
        isOwned = true
    }

    /// Makes the bytes from `start` to `end`, inside `area`, a hole of `length` bytes, and returns its place. The
    /// lengths around it, and `area`, follow.
    mutating func splice(
        _ start: Int,
        _ end: Int,
        _ length: Int,
        in area: inout MessageArea
    ) -> UnsafeMutableRawPointer {
        own()
        isChanged = true
        let growth = length &- (end &- start)
        var start = start
        _ = copy.splice(start, end, length)
        area.end &+= growth
        if area.lengthStart >= 0, growth != 0 {
            let moved = copy.patch(area.lengthStart, area.start, length: area.end &- area.start)
            start &+= moved
            area.start &+= moved
            area.end &+= moved
        }
        adopt()
        return UnsafeMutableRawPointer(mutating: base) + start
    }

    /// The message itself, or the message in its field `nested`; nil when there is none.
    func area(_ nested: Int) -> MessageArea? {
        guard nested != 0 else { return MessageArea(lengthStart: -1, start: 0, end: count) }
        var cursor = FieldCursor(base, 0, count)
        while cursor.next() {
            guard cursor.number == nested, cursor.type == .lengthDelimited else { continue }
            let size = ByteBuilder.varintSize(UInt64(cursor.end &- cursor.start))
            return MessageArea(lengthStart: cursor.start &- size, start: cursor.start, end: cursor.end)
        }
        return nil
    }

    /// The message itself, or the message in its field `nested`, which is made when there is none.
    mutating func makeArea(_ nested: Int) -> MessageArea {
        if let area = area(nested) { return area }
        own()
        isChanged = true
        copy.append(tag: nested, .lengthDelimited)
        copy.append(byte: 0)
        adopt()
        return MessageArea(lengthStart: count &- 1, start: count, end: count)
    }

    /// The bytes of the message itself, or of the message in its field `nested`.
    func bytes(_ nested: Int) -> UnsafeRawBufferPointer {
        guard let area = area(nested) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: base + area.start, count: area.end &- area.start)
    }

    /// The field `number` in `area`, if it is present.
    func field(_ number: Int, in area: MessageArea) -> FieldCursor? {
        var cursor = FieldCursor(base, area.start, area.end)
        while cursor.next() {
            if cursor.number == number { return cursor }
        }
        return nil
    }
}

/// Where a message lies in a draft: all of it, or a message in one of its fields.
struct MessageArea {
    /// Where the length before the message begins; -1 for the draft itself.
    var lengthStart: Int
    var start: Int
    var end: Int
}
