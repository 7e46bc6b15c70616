internal import Pdata

/// Keys that attributes are looked up in, without a copy of theirs.
struct KeySet: Sendable {
    /// The keys by their length in bytes, which tells most from each other.
    private let keys: [Int: [String]]

    init(_ keys: [String]) {
        self.keys = Dictionary(grouping: keys) { $0.utf8.count }
    }

    var isEmpty: Bool { keys.isEmpty }

    func contains(_ key: String) -> Bool {
        keys[key.utf8.count]?.contains { $0.utf8.elementsEqual(key.utf8) } ?? false
    }

    func contains(_ key: borrowing TextView) -> Bool {
        guard let candidates = keys[key.utf8Count] else { return false }
        for candidate in candidates where key == candidate { return true }
        return false
    }
}
