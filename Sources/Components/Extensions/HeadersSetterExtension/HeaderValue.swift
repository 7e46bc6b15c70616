internal import CollectorAPI
internal import CollectorNet

/// Where a header's value comes from.
enum HeaderValue: Sendable {
    case fixed(String)
    case file(path: String, text: Lock<String>)
    case context(String, orElse: String)
    case attribute(String, orElse: String)

    /// What `settings` name; nothing for a header that is deleted.
    init(_ settings: HeaderSettings) {
        let orElse = settings.defaultValue.value
        if let path = settings.valueFile {
            self = .file(path: path, text: Lock(""))
        } else if let key = settings.fromContext {
            self = .context(key.lowercased(), orElse: orElse)
        } else if let name = settings.fromAttribute {
            self = .attribute(name, orElse: orElse)
        } else {
            self = .fixed(settings.value?.value ?? "")
        }
    }

    /// The value for data of `client`.
    func resolve(_ client: ClientContext) throws(HeaderSourceError) -> String {
        switch self {
        case .fixed(let value): return value
        case .file(_, let text): return text.withLock { $0 }
        case .context(let key, let orElse):
            let values = client.metadata[key] ?? []
            guard values.count <= 1 else {
                throw HeaderSourceError(
                    "\(values.count) source keys found in the context, can't determine which one to use"
                )
            }
            return try Self.checked(values.first ?? orElse, key)
        case .attribute(let name, let orElse):
            guard let values = client.auth[name] else { return orElse }
            return try Self.checked(values.joined(separator: ","), name)
        }
    }

    /// Whether a message can carry `value`.
    static func isAllowed(_ value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }

    private static func checked(_ value: String, _ source: String) throws(HeaderSourceError) -> String {
        guard isAllowed(value) else {
            throw HeaderSourceError("the value of \"\(source)\" contains a control character")
        }
        return value
    }
}

/// Why a header has no value.
struct HeaderSourceError: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String) {
        description = "failed to determine the source: \(reason)"
    }
}
