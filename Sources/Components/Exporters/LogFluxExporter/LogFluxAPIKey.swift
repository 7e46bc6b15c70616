internal import CollectorConfig

/// An API key, `<region>-lf_<key>`, taken apart.
struct LogFluxAPIKey: Sendable, Hashable {
    /// Why text is no API key.
    struct Malformed: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    private static let regions = ["eu", "us", "ca", "au", "ap"]
    private static let mark = "lf_"

    /// The whole key.
    let secret: Secret

    /// Where the account's data is, such as `eu`.
    let region: String

    /// Takes `secret` apart; a message never holds more of it than the region.
    init(parsing secret: Secret) throws(Malformed) {
        let text = secret.value
        guard !text.isEmpty else { throw Malformed(description: "api_key is required") }
        guard let dash = text.firstIndex(of: "-") else {
            throw Malformed(description: "invalid API key format: must be <region>-lf_<key>")
        }
        let region = String(text[..<dash])
        guard Self.regions.contains(region) else {
            // What is longer than a region may be a part of the key.
            let shown = region.utf8.count <= 4 && region.utf8.allSatisfy(Self.isPrintable) ? region : "…"
            throw Malformed(
                description: "invalid API key region: \"\(shown)\" (expected eu, us, ca, au, or ap)"
            )
        }
        let rest = text[text.index(after: dash)...]
        guard rest.hasPrefix(Self.mark) else {
            throw Malformed(description: "invalid API key format: key must start with lf_")
        }
        let body = rest.dropFirst(Self.mark.count)
        guard !body.isEmpty else { throw Malformed(description: "invalid API key format: key body is empty") }
        guard body.utf8.allSatisfy(Self.isPrintable) else {
            throw Malformed(description: "invalid API key format: key must be printable ASCII without spaces")
        }
        self.secret = secret
        self.region = region
    }

    /// `text` without the key in it, as far as a server repeated it.
    func removed(from text: String) -> String {
        let key = Array(secret.value.utf8)
        var rest = Array(text.utf8)[...]
        var shown: [UInt8] = []
        while rest.count >= key.count {
            if rest.starts(with: key) {
                shown += Array(masked.utf8)
                rest = rest.dropFirst(key.count)
            } else if let byte = rest.popFirst() {
                shown.append(byte)
            }
        }
        return String(decoding: shown + rest, as: UTF8.self)
    }

    /// Enough of the key to tell it from others: its beginning up to `lf_`, and its last four characters.
    var masked: String {
        let text = secret.value
        guard text.utf8.count > 8 + region.utf8.count else { return "****" }
        return "\(region)-\(Self.mark)****\(text.suffix(4))"
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }
}
