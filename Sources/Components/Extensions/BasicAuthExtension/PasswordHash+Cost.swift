extension PasswordHash {
    /// About how long a check takes, in rounds of SHA-512, as far as the hash's text tells.
    var cost: Int {
        switch self {
        case .plain, .sha1: 0
        case .apacheMD5: Self.md5Cost
        case .crypt(let setting): Self.cost(setting.split(separator: "$", maxSplits: 2))
        }
    }

    private static let md5Cost = 300

    /// - Parameter fields: the method, its first parameter, and the rest.
    private static func cost(_ fields: [Substring]) -> Int {
        guard let method = fields.first, fields.count > 1 else { return 0 }
        switch method {
        case "1": return md5Cost
        case "2a", "2b", "2x", "2y": return 100 << min(Int(fields[1]) ?? 0, 31)
        case "5", "6": return fields[1].hasPrefix("rounds=") ? Int(fields[1].dropFirst(7)) ?? 5000 : 5000
        // Methods that fill memory; how long they take, their parameters do not say plainly.
        default: return 100_000
        }
    }
}
