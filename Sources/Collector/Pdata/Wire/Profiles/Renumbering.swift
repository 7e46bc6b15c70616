/// Moves messages from a request's dictionary to another: an entry moves when it is first named.
///
/// What is moved names the same entries, by other places. Only for requests without unknown fields: one of those might
/// be an index that this module does not know of.
final class Renumbering {
    /// A state to return to.
    struct Mark {
        fileprivate let target: DictionaryWriter.Mark
        fileprivate let moved: InlineArray<8, Int>
    }

    private let request: Bytes
    private let places: DictionaryPlaces
    private let target: DictionaryWriter
    /// The new place plus one of each entry that has moved, by table and place.
    private var newPlaces: [[Int32]]
    /// The entries that have moved, in order, by table.
    private var moved: [[Int32]]

    /// Moves messages of `request` to `target`.
    init(_ request: Bytes, _ places: DictionaryPlaces, to target: DictionaryWriter) {
        self.request = request
        self.places = places
        self.target = target
        newPlaces = Array(repeating: [], count: ProfilesTable.slots)
        moved = newPlaces
        for table in ProfilesTable.allCases {
            newPlaces[Int(table.rawValue)] = Array(repeating: 0, count: places.count(table))
        }
    }

    /// Appends the message `id` at `range` of the request, with the places that its entries have in the target.
    func append(_ id: MessageID, _ range: Range<Int>, into output: inout ByteBuilder) {
        let request = request
        let bytes = request.span
        let steps = RenumberingPlan.steps(id)
        var copied = range.lowerBound
        var cursor = WireCursor(bytes, range)
        while cursor.next() {
            guard cursor.number < steps.count else { continue }
            let step = steps[cursor.number]
            if case .copy = step { continue }
            output.append(bytes.extracting(copied..<cursor.fieldStart))
            copied = cursor.range.upperBound
            append(step, cursor, into: &output)
        }
        output.append(bytes.extracting(copied..<range.upperBound))
    }

    private func append(_ step: RenumberingPlan.Step, _ cursor: WireCursor, into output: inout ByteBuilder) {
        switch step {
        case .copy:
            output.append(cursor.bytes.extracting(cursor.fieldRange))
        case .index(let table):
            let old = UInt32(truncatingIfNeeded: cursor.value)
            // Nothing is what 0 means, also where a sender left out the entry that says so.
            let new = old == 0 ? 0 : move(table, old)
            guard new != 0 else { return }
            output.append(tag: cursor.number, .varint)
            output.append(varint: UInt64(new))
        case .indices(let table):
            output.append(tag: cursor.number) { list in
                var numbers = WireCursor(cursor.payload)
                while numbers.position < numbers.end {
                    let old = UInt32(truncatingIfNeeded: numbers.readVarint())
                    list.append(varint: UInt64(move(table, old)))
                }
            }
        case .message(let id):
            output.append(tag: cursor.number) { append(id, cursor.range, into: &$0) }
        }
    }

    /// The place in the target of the entry at `place`, which moves if it has not.
    private func move(_ table: ProfilesTable, _ place: UInt32) -> UInt32 {
        let (number, place) = (Int(table.rawValue), Int(place))
        guard newPlaces[number].indices.contains(place) else { return 0 }
        if newPlaces[number][place] > 0 { return UInt32(newPlaces[number][place] - 1) }
        let request = request
        let bytes = request.span
        guard let range = places.range(table, place, in: bytes) else { return 0 }
        let new = target[table].add { entry in
            // Tables name each other in one direction only, so that this ends, and never comes back to this table.
            guard let id = table.entry else { return entry.append(bytes.extracting(range)) }
            append(id, range, into: &entry)
        }
        newPlaces[number][place] = new + 1
        moved[number].append(Int32(truncatingIfNeeded: place))
        return UInt32(new)
    }

    // MARK: Going back

    /// The state as it is now, the target's included.
    var mark: Mark { Mark(target: target.mark, moved: InlineArray { moved[$0].count }) }

    /// Forgets what was moved since `mark`.
    func reset(to mark: Mark) {
        target.reset(to: mark.target)
        for table in mark.moved.indices {
            for place in moved[table][mark.moved[table]...] { newPlaces[table][Int(place)] = 0 }
            moved[table].removeSubrange(mark.moved[table]...)
        }
    }
}
