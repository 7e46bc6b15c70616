internal import Glibc

extension MessageDraft {
    /// Makes `field`, a whole field with its tag, the field `number` of the message in field `nested`; an empty one
    /// removes it.
    mutating func setField(_ number: Int, _ nested: Int, _ field: borrowing EditBuffer) {
        prepare()
        var area: MessageArea
        if let existing = self.area(nested) {
            area = existing
        } else {
            guard field.count > 0 else { return }
            area = makeArea(nested)
        }
        guard let place = self.field(number, in: area) else {
            if field.count > 0 { write(field, area.end, area.end, &area) }
            return
        }
        guard !Self.isEqual(place.base + place.fieldStart, place.end &- place.fieldStart, field) else { return }
        write(field, place.fieldStart, place.end, &area)
    }

    /// Appends `fields`, whole ones with their tags, to the message in field `nested`.
    mutating func appendFields(_ nested: Int, _ fields: borrowing EditBuffer) {
        guard fields.count > 0 else { return }
        prepare()
        var area = makeArea(nested)
        write(fields, area.end, area.end, &area)
    }

    private mutating func write(_ bytes: borrowing EditBuffer, _ start: Int, _ end: Int, _ area: inout MessageArea) {
        let place = splice(start, end, bytes.count, in: &area)
        guard let source = bytes.base else { return }
        place.copyMemory(from: source, byteCount: bytes.count)
    }

    private static func isEqual(_ bytes: UnsafeRawPointer, _ count: Int, _ other: borrowing EditBuffer) -> Bool {
        guard count == other.count, let base = other.base else { return false }
        return memcmp(bytes, base, count) == 0
    }

    /// Removes the fields of the message in field `nested` that meet `condition`, and returns how many.
    mutating func removeFields<Failure: Error>(
        _ nested: Int,
        where condition: (FieldCursor) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        prepare()
        guard var area = area(nested) else { return 0 }
        var cursor = FieldCursor(base, area.start, area.end)
        var kept = area.start
        var removed = 0
        // What is kept moves down in place; the hole that is left in the end, or when `condition` throws, is closed.
        var failure: Failure?
        while cursor.next() {
            var isRemoved = false
            do throws(Failure) {
                isRemoved = try condition(cursor)
            } catch {
                failure = error
                cursor.end = cursor.fieldStart
                break
            }
            let length = cursor.end &- cursor.fieldStart
            if isRemoved {
                if removed == 0 {
                    own()
                    kept = cursor.fieldStart
                    let end = cursor.end
                    cursor = FieldCursor(base, end, area.end)
                }
                removed &+= 1
            } else if removed > 0 {
                memmove(UnsafeMutableRawPointer(mutating: base) + kept, base + cursor.fieldStart, length)
                kept &+= length
            }
        }
        if removed > 0 { _ = splice(kept, cursor.end, 0, in: &area) }
        if let failure { throw failure }
        return removed
    }

    /// Replaces fields of the message in field `nested`: `body` appends what takes a field's place to the buffer, and
    /// says whether it did.
    mutating func replaceFields<Failure: Error>(
        _ nested: Int,
        _ scratch: inout EditBuffer,
        _ body: (FieldCursor, inout EditBuffer) throws(Failure) -> Bool
    ) throws(Failure) {
        prepare()
        guard var area = area(nested) else { return }
        scratch.truncate(to: 0)
        var cursor = FieldCursor(base, area.start, area.end)
        var copied = area.start
        var isReplaced = false
        while cursor.next() {
            let kept = scratch.count
            if copied < cursor.fieldStart { scratch.append(base + copied, cursor.fieldStart &- copied) }
            if try body(cursor, &scratch) {
                copied = cursor.end
                isReplaced = true
            } else {
                scratch.truncate(to: kept)
            }
        }
        guard isReplaced else { return }
        scratch.append(base + copied, area.end &- copied)
        write(scratch, area.start, area.end, &area)
    }
}
