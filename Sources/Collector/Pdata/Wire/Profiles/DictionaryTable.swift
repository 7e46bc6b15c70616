internal import Glibc

/// One table of a profiles' dictionary that is being written: its entries as whole fields.
final class DictionaryTable {
    /// A state to return to.
    struct Mark {
        fileprivate let bytes: Int
        fileprivate let entries: Int
    }

    private let table: ProfilesTable
    private var fields = ByteBuilder()
    /// Where the fields begin.
    private var starts: [UInt32] = [0]
    /// The place of an entry plus one, where its hash says or after it; 0 where there is none.
    private var slots: [Int32]

    /// A table with its first entry, which means none.
    ///
    /// - Parameter sharesEqualEntries: whether an entry that is there is not added again.
    init(_ table: ProfilesTable, sharesEqualEntries: Bool) {
        self.table = table
        slots = sharesEqualEntries ? Array(repeating: 0, count: 64) : []
        fields.append(tag: Int(table.rawValue)) { entry in
            guard table == .links else { return }
            // An id of zeros is none, and some readers want ids of the right length.
            entry.append(tag: 1) { id in for _ in 0..<16 { id.append(0) } }
            entry.append(tag: 2) { id in for _ in 0..<8 { id.append(0) } }
        }
        if sharesEqualEntries { _ = share(0) }
    }

    /// The length of the entries, as fields of the dictionary.
    var byteCount: Int { fields.count }

    /// Adds the entry that `body` writes, unless it is empty or there is an equal one to share.
    ///
    /// `body` may add to other tables, not to this one.
    ///
    /// - Returns: the entry's place.
    func add(_ body: (inout ByteBuilder) -> Void) -> Int32 {
        let start = fields.count
        fields.append(tag: Int(table.rawValue), body)
        guard fields.count - start > 2 else {
            fields.truncate(to: start)
            return 0
        }
        let place = starts.count
        starts.append(UInt32(truncatingIfNeeded: start))
        guard !slots.isEmpty else { return Int32(truncatingIfNeeded: place) }
        let shared = share(place)
        if shared < place {
            starts.removeLast()
            fields.truncate(to: start)
        }
        return Int32(truncatingIfNeeded: shared)
    }

    /// The state as it is now.
    var mark: Mark { Mark(bytes: fields.count, entries: starts.count) }

    /// Forgets what was added since `mark`; not for tables that share equal entries.
    func reset(to mark: Mark) {
        fields.truncate(to: mark.bytes)
        starts.removeSubrange(mark.entries...)
    }

    /// Appends the entries.
    func write(into output: inout ByteBuilder) {
        fields.withUnsafeMutableBytes { output.append(UnsafeRawBufferPointer($0)) }
    }

    /// The place of the first entry that equals the last one, which is at `place` and is noted if it is the first.
    private func share(_ place: Int) -> Int {
        if starts.count * 2 > slots.count { grow() }
        return fields.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return place }
            let start = Int(starts[place])
            let count = bytes.count - start
            var slot = Self.hash(UnsafeRawBufferPointer(start: base + start, count: count)) & (slots.count - 1)
            while slots[slot] > 0 {
                let other = Int(slots[slot] - 1)
                // Fields say how long they are: one that begins like this one is this one.
                if memcmp(base + Int(starts[other]), base + start, count) == 0 { return other }
                slot = (slot + 1) & (slots.count - 1)
            }
            slots[slot] = Int32(truncatingIfNeeded: place + 1)
            return place
        }
    }

    /// Makes room for twice as many entries; the last one is not noted yet.
    private func grow() {
        let size = slots.count * 2
        slots = Array(repeating: 0, count: size)
        fields.withUnsafeMutableBytes { bytes in
            for place in 0..<starts.count - 1 {
                let entry = bytes[Int(starts[place])..<Int(starts[place + 1])]
                var slot = Self.hash(UnsafeRawBufferPointer(rebasing: entry)) & (size - 1)
                while slots[slot] > 0 { slot = (slot + 1) & (size - 1) }
                slots[slot] = Int32(truncatingIfNeeded: place + 1)
            }
        }
    }

    /// A hash that nobody outside can foresee.
    private static func hash(_ entry: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: entry)
        return hasher.finalize()
    }
}
