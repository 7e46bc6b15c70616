/// Where a request is kept in a queue's storage: its place in line, and what it counts, so that nothing has to be read to
/// know how much is there.
struct QueueKey: Hashable, Comparable {
    let index: UInt64
    let items: Int
    let bytes: Int

    init(index: UInt64, items: Int, bytes: Int) {
        self.index = index
        self.items = items
        self.bytes = bytes
    }

    /// Reads `index/items/bytes`; nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let index = UInt64(parts[0]), let items = Int(parts[1]), let bytes = Int(parts[2]),
            index < UInt64.max, 0 <= items, items <= Self.largest, 0 <= bytes, bytes <= Self.largest
        else { return nil }
        self.init(index: index, items: items, bytes: bytes)
    }

    /// As it is stored.
    var text: String { "\(index)/\(items)/\(bytes)" }

    static func < (lhs: QueueKey, rhs: QueueKey) -> Bool { lhs.index < rhs.index }

    /// No request is larger; sums of these stay far from overflow.
    private static let largest = 1 << 40
}
