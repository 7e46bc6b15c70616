internal import CollectorConfig
internal import Glibc

/// When a zone's clocks were how far from Greenwich. Source: RFC 9636 (TZif).
struct TimeZoneRules: Sendable {
    private var transitions: [Int64] = []
    private var kinds: [UInt8] = []
    private var offsets: [(offset: Int, name: String)] = [(0, "UTC")]

    static let utc = TimeZoneRules()

    private static let maxFileSize = 128 * 1024

    private init() {}

    /// The rules of the zone `name` of the system's database, such as `Europe/Berlin`; nil when there is none.
    init?(_ name: String) {
        if ["UTC", "Etc/UTC", ""].contains(name) {
            self = .utc
            return
        }
        guard name.utf8.count < 256, !name.hasPrefix("/"), !name.contains(text: ".."),
            let bytes = SystemFile.read("/usr/share/zoneinfo/\(name)", limit: Self.maxFileSize), parse(bytes)
        else { return nil }
    }

    /// The zone's offset in seconds, and its abbreviation, `seconds` after 1970.
    func offset(at seconds: Int64) -> (offset: Int, name: String) {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offsets[0] }
        return offsets[Int(kinds[low - 1])]
    }

    /// The offset of a clock that shows `localSeconds`.
    func offset(atLocal localSeconds: Int64) -> (offset: Int, name: String) {
        let first = offset(at: localSeconds - Int64(offset(at: localSeconds).offset))
        let second = offset(at: localSeconds - Int64(first.offset))
        return second
    }

    private mutating func parse(_ bytes: [UInt8]) -> Bool {
        func number(_ offset: Int) -> Int { Int(UInt32(bigEndian: bytes[offset..<(offset + 4)])) }
        let headerSize = 44
        func counts(_ start: Int) -> [Int]? {
            guard bytes.count >= start + headerSize, Array(bytes[start..<(start + 4)]) == Array("TZif".utf8) else {
                return nil
            }
            return (0..<6).map { number(start + 20 + 4 * $0) }
        }
        guard let first = counts(0), bytes[4] >= UInt8(ascii: "2") else { return false }
        // Counts in the order: UT indicators, standard indicators, leap seconds, transitions, kinds, characters.
        let skipped = first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
        guard skipped < bytes.count, let second = counts(headerSize + skipped) else { return false }
        let start = headerSize * 2 + skipped
        let (times, types, names) = (second[3], second[4], second[5])
        guard times < bytes.count, types < bytes.count, names < bytes.count, types > 0,
            bytes.count >= start + times * 9 + types * 6 + names
        else { return false }
        transitions = (0..<times).map { place in
            Int64(bitPattern: UInt64(bigEndian: bytes[(start + 8 * place)..<(start + 8 * place + 8)]))
        }
        kinds = Array(bytes[(start + 8 * times)..<(start + 9 * times)])
        guard kinds.allSatisfy({ $0 < types }) else { return false }
        let records = start + 9 * times
        let characters = records + 6 * types
        offsets = (0..<types).map { index in
            let record = records + 6 * index
            let offset = Int(Int32(bitPattern: UInt32(bigEndian: bytes[record..<(record + 4)])))
            let nameStart = characters + min(Int(bytes[record + 5]), names)
            let name = bytes[nameStart..<(characters + names)].prefix { $0 != 0 }
            return (offset, String(decoding: name, as: UTF8.self))
        }
        return true
    }
}
