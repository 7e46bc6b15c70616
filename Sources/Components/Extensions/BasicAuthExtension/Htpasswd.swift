/// Users and the hashes of their passwords, as Apache's htpasswd lists them: `name:hash`, one a line.
struct Htpasswd: Sendable {
    private var hashes: [String: PasswordHash] = [:]

    /// The hash that takes longest to check; nil without users.
    private(set) var costliest: PasswordHash?

    init() {}

    /// Reads `text`; empty lines, comments and what is no user are passed over, and a user's last line counts.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop(while: \.isWhitespace)
            guard let first = line.first, first != "#", let colon = line.firstIndex(of: ":"), colon > line.startIndex
            else { continue }
            var hash = line[line.index(after: colon)...]
            while hash.last?.isWhitespace ?? false { hash.removeLast() }
            guard let parsed = PasswordHash(String(hash)) else { continue }
            hashes[String(line[..<colon])] = parsed
        }
        costliest = hashes.values.max { $0.cost < $1.cost }
    }

    /// The hash of `username`'s password; nil when nobody is called that.
    func hash(of username: String) -> PasswordHash? { hashes[username] }
}
