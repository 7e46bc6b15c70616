internal import Glibc

/// Which attributes a value is written to.
enum AttributeCondition {
    /// Only where there is none.
    case absent
    /// Only where there is one.
    case present
    case any
}

extension MessageDraft {
    /// The place of the first attribute called `key`, in fields `number` of `area` from `from` on.
    func attribute(
        _ key: UnsafeRawBufferPointer,
        _ number: Int,
        in area: MessageArea,
        from: Int? = nil
    ) -> FieldCursor? {
        let base = base
        let tag = UInt8(truncatingIfNeeded: number << 3 | 2)
        let end = area.end
        var position = from ?? area.start
        while position < end {
            // Most attributes: a tag and a length of one byte each, the key first.
            if base.load(fromByteOffset: position, as: UInt8.self) == tag, end &- position >= 2 {
                let length = Int(base.load(fromByteOffset: position &+ 1, as: UInt8.self))
                let start = position &+ 2
                if length < 0x80, length <= end &- start {
                    if Self.hasKey(key, base, start, start &+ length) {
                        var cursor = FieldCursor(base, position, end)
                        return cursor.next() ? cursor : nil
                    }
                    position = start &+ length
                    continue
                }
            }
            var cursor = FieldCursor(base, position, end)
            guard cursor.next() else { return nil }
            if cursor.number == number, Self.hasKey(key, base, cursor.start, cursor.end) { return cursor }
            position = cursor.end
        }
        return nil
    }

    /// Whether the attribute from `start` to `end` is called `key`.
    @inline(__always)
    private static func hasKey(_ key: UnsafeRawBufferPointer, _ base: UnsafeRawPointer, _ start: Int, _ end: Int)
        -> Bool
    {
        if end &- start >= 2, base.load(fromByteOffset: start, as: UInt8.self) == 0x0A {
            let length = Int(base.load(fromByteOffset: start &+ 1, as: UInt8.self))
            if length < 0x80 {
                guard length == key.count, length <= end &- start &- 2 else { return false }
                guard let wanted = key.baseAddress else { return true }
                return memcmp(base + start + 2, wanted, length) == 0
            }
        }
        return hasUnusualKey(key, base, start, end)
    }

    @inline(never)
    private static func hasUnusualKey(
        _ key: UnsafeRawBufferPointer,
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) -> Bool {
        var cursor = FieldCursor(base, start, end)
        while cursor.next() {
            guard cursor.number == 1 else { continue }
            guard cursor.end &- cursor.start == key.count else { return false }
            guard let wanted = key.baseAddress else { return true }
            return memcmp(base + cursor.start, wanted, key.count) == 0
        }
        return key.isEmpty
    }

    /// Gives the attribute called `key` the value at the beginning of `scratch`, where `condition` allows it. Further
    /// attributes of that name are removed.
    ///
    /// - Returns: Whether the condition was met.
    mutating func setAttribute(
        _ key: UnsafeRawBufferPointer,
        _ number: Int,
        _ nested: Int,
        where condition: AttributeCondition,
        _ scratch: inout EditBuffer
    ) -> Bool {
        prepare()
        var area: MessageArea
        if let existing = self.area(nested) {
            area = existing
        } else {
            guard condition != .present else { return false }
            area = makeArea(nested)
        }
        guard var place = attribute(key, number, in: area) else {
            guard condition != .present else { return false }
            append(key, number, scratch, &area)
            return true
        }
        guard condition != .absent else { return false }
        if attribute(key, number, in: area, from: place.end) != nil {
            removeAttributes(key, number, nested, from: place.end)
            // The removal may have moved the first one, if only by a length that became shorter.
            guard let rest = self.area(nested), let first = attribute(key, number, in: rest) else { return false }
            area = rest
            place = first
        }
        let length = scratch.count
        guard !Self.hasValue(place, scratch) else { return true }
        // Room for the attribute, so that the value stays where it is while the attribute is written behind it.
        _ = scratch.reserve(length &+ place.end &- place.start &+ 32)
        Self.appendAttribute(place, key: nil, value: scratch.bytes, &scratch)
        replace(place, by: scratch, from: length, &area)
        return true
    }

    /// Removes every attribute called `key` that begins at `from` or later, and returns how many.
    @discardableResult
    mutating func removeAttributes(
        _ key: UnsafeRawBufferPointer,
        _ number: Int,
        _ nested: Int,
        from: Int = 0
    ) -> Int {
        prepare()
        // Mostly there is none, and no reason to call a closure for each field.
        guard let area = area(nested), attribute(key, number, in: area) != nil else { return 0 }
        return removeFields(nested) { field in
            field.number == number && field.fieldStart >= from
                && Self.hasKey(key, field.base, field.start, field.end)
        }
    }

    /// Renames the first attribute called `key`; others of either name are removed.
    mutating func renameAttribute(
        _ key: UnsafeRawBufferPointer,
        to name: UnsafeRawBufferPointer,
        _ number: Int,
        _ nested: Int,
        _ scratch: inout EditBuffer
    ) -> Bool {
        prepare()
        guard let area = area(nested), attribute(key, number, in: area) != nil else { return false }
        removeAttributes(name, number, nested)
        guard let rest = self.area(nested), let first = attribute(key, number, in: rest) else { return false }
        removeAttributes(key, number, nested, from: first.end)
        guard var area = self.area(nested), let place = attribute(key, number, in: area) else { return false }
        scratch.truncate(to: 0)
        Self.appendAttribute(place, key: name, value: nil, &scratch)
        replace(place, by: scratch, from: 0, &area)
        return true
    }

    /// The bytes of the value of the first attribute called `key`; nil when there is no such attribute.
    func attributeValue(_ key: UnsafeRawBufferPointer, _ number: Int, _ nested: Int) -> UnsafeRawBufferPointer? {
        guard let area = area(nested), let place = attribute(key, number, in: area) else { return nil }
        return Self.value(place)?.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// The value in the attribute that `place` is at.
    private static func value(_ place: FieldCursor) -> FieldCursor? {
        var cursor = FieldCursor(place.base, place.start, place.end)
        while cursor.next() {
            if cursor.number == 2 { return cursor }
        }
        return nil
    }

    /// Whether the attribute at `place` has the value that `bytes` holds.
    static func hasValue(_ place: FieldCursor, _ bytes: borrowing EditBuffer) -> Bool {
        guard let value = value(place)?.payload, value.count == bytes.count else { return false }
        guard let old = value.baseAddress, let new = bytes.base else { return true }
        return memcmp(old, new, value.count) == 0
    }

    /// Appends to `output` the attribute at `place` with another key or another value; what else it holds is kept.
    static func appendAttribute(
        _ place: FieldCursor,
        key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?,
        _ output: inout EditBuffer
    ) {
        let replaced = key == nil ? 2 : 1
        output.append(place.number) { entry in
            if let key { entry.append(1, key) }
            var cursor = FieldCursor(place.base, place.start, place.end)
            while cursor.next() {
                guard cursor.number != replaced else { continue }
                entry.append(place.base + cursor.fieldStart, cursor.end &- cursor.fieldStart)
            }
            if let value { entry.append(2, value) }
        }
    }

    /// Puts the bytes of `scratch` after its first `from` in the place of the field that `place` is at.
    private mutating func replace(
        _ place: FieldCursor,
        by scratch: borrowing EditBuffer,
        from: Int,
        _ area: inout MessageArea
    ) {
        let length = scratch.count &- from
        let hole = splice(place.fieldStart, place.end, length, in: &area)
        guard let source = scratch.base else { return }
        hole.copyMemory(from: source + from, byteCount: length)
    }

    /// Appends an attribute called `key` with the value that `value` holds.
    private mutating func append(
        _ key: UnsafeRawBufferPointer,
        _ number: Int,
        _ value: borrowing EditBuffer,
        _ area: inout MessageArea
    ) {
        let content =
            2 &+ ByteBuilder.varintSize(UInt64(key.count)) &+ key.count
            &+ ByteBuilder.varintSize(UInt64(value.count)) &+ value.count
        let length = 1 &+ ByteBuilder.varintSize(UInt64(content)) &+ content
        var place = splice(area.end, area.end, length, in: &area)
        func put(_ byte: Int) {
            place.storeBytes(of: UInt8(truncatingIfNeeded: byte), as: UInt8.self)
            place += 1
        }
        put(number << 3 | 2)
        place += EditBuffer.write(varint: UInt64(content), place)
        put(1 << 3 | 2)
        place += EditBuffer.write(varint: UInt64(key.count), place)
        if let source = key.baseAddress { place.copyMemory(from: source, byteCount: key.count) }
        place += key.count
        put(2 << 3 | 2)
        place += EditBuffer.write(varint: UInt64(value.count), place)
        if let source = value.base { place.copyMemory(from: source, byteCount: value.count) }
    }
}

extension MessageDraft {
    /// The value of the first attribute called `key` in fields `number` of the message at `base`; nil when there is none.
    static func value(
        of key: UnsafeRawBufferPointer,
        _ number: Int,
        _ base: UnsafeRawPointer,
        _ count: Int
    ) -> RecordBytes? {
        var draft = MessageDraft(base)
        draft.reset(base, count)
        return draft.attributeValue(key, number, 0).map { RecordBytes($0) }
    }
}
