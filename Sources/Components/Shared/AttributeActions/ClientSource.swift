internal import CollectorAPI

/// Something that is known of the client.
enum ClientSource: Sendable, Hashable {
    case address
    /// Metadata under a lower-case key.
    case metadata(String)
    case auth(String)

    /// What `from_context` names; what has none of the prefixes is a key of metadata, as it was before there were any.
    init(_ text: String) {
        if text == "client.address" {
            self = .address
        } else if text.hasPrefix("metadata.") {
            self = .metadata(text.dropFirst("metadata.".count).lowercased())
        } else if text.hasPrefix("auth.") {
            self = .auth(String(text.dropFirst("auth.".count)))
        } else {
            self = .metadata(text.lowercased())
        }
    }

    /// Its text for `client`; nil when it is unknown.
    func text(_ client: ClientContext) -> String? {
        switch self {
        case .address: Self.host(client.address)
        case .metadata(let key): Self.joined(client.metadata[key])
        case .auth(let key): Self.joined(client.auth[key])
        }
    }

    private static func joined(_ values: [String]?) -> String? {
        guard let values, !values.isEmpty else { return nil }
        return values.joined(separator: ";")
    }

    /// The address without its port, and without the brackets of IPv6.
    private static func host(_ address: String) -> String {
        if address.first == "[", let end = address.firstIndex(of: "]") {
            return String(address[address.index(after: address.startIndex)..<end])
        }
        guard let colon = address.lastIndex(of: ":"), address.firstIndex(of: ":") == colon else { return address }
        return String(address[..<colon])
    }
}
