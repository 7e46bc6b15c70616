/// Where the entries of a request's dictionary lie.
struct DictionaryPlaces: Sendable {
    /// The longest request whose places can be noted, so that the request with all its indices rewritten stays below
    /// 4 GiB, whatever they are rewritten to.
    static let longestRequest = 512 << 20

    /// Where the fields begin, by table and place.
    private var starts: [[UInt32]]

    /// The places in `request`, which has passed the validating walk; none where they would not fit.
    init(_ request: Bytes) {
        starts = Array(repeating: [], count: ProfilesTable.slots)
        let bytes = request.span
        guard request.count <= Int(UInt32.max), let dictionary = MessageReader(bytes).field(2) else { return }
        var cursor = WireCursor(bytes, dictionary.range)
        while cursor.next() {
            guard cursor.number < ProfilesTable.slots else { continue }
            starts[cursor.number].append(UInt32(truncatingIfNeeded: cursor.fieldStart))
        }
    }

    /// The number of entries of `table`.
    func count(_ table: ProfilesTable) -> Int { starts[Int(table.rawValue)].count }

    /// Where in `bytes`, the request, the entry of `table` at `place` lies; nil when there is none.
    func range(_ table: ProfilesTable, _ place: Int, in bytes: RawSpan) -> Range<Int>? {
        let starts = starts[Int(table.rawValue)]
        guard starts.indices.contains(place) else { return nil }
        var cursor = WireCursor(bytes, Int(starts[place])..<bytes.byteCount)
        return cursor.next() ? cursor.range : nil
    }
}
