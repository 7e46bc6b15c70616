internal import CollectorAPI

/// The name of a client's directory: `<kind>_<type>_<name>`, with `_<extra>` for one of several clients.
///
/// Upstream's names, and a suffix that keeps the directories apart from the Go collector's files of these names.
struct StorageName {
    /// Longer names are cut, and end in a hash of the whole.
    private static let longest = 200

    let text: String
    let isHashed: Bool

    init(kind: ComponentKind, id: ComponentID, name: String) {
        let kind = kind == .provider ? "other" : kind.rawValue
        var raw = "\(kind)_\(id.type)_\(id.name)"
        if !name.isEmpty { raw += "_\(name)" }
        let safe = raw.unicodeScalars.map(Self.safe).joined()
        isHashed = safe.utf8.count > Self.longest
        text = (isHashed ? "\(safe.prefix(Self.longest - 17))~\(Self.hash(safe))" : safe) + ".store"
    }

    private static func safe(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", ".", "_", "-": return String(scalar)
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "~" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    /// FNV-1a.
    private static func hash(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
