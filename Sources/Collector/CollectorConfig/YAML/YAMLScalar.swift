/// A scalar as written: its text without quotes, its tag, and whether it had quotes.
struct YAMLScalar {
    var text: String
    var tag: String?
    var isPlain: Bool

    /// Whether this is the merge key of YAML 1.1.
    var isMergeKey: Bool { text == "<<" && (shortTag == nil && isPlain || shortTag == "!!merge") }

    /// The value, typed as Go's YAML library types it; the error says why the tag does not fit.
    func resolved() -> Result<ConfigNode.Value, YAMLTagError> {
        switch shortTag {
        case nil: .success(isPlain ? Self.resolve(text) : .string(text))
        case "!!null"?, "!!bool"?, "!!int"?, "!!float"?: tagged()
        case "!!binary"?: .failure(YAMLTagError(message: "!!binary is not supported, write text"))
        // Also a tag of the user's own: it says nothing to a collector.
        default: .success(.string(text))
        }
    }

    private var shortTag: String? {
        let prefix = "tag:yaml.org,2002:"
        guard let tag, !tag.isEmpty else { return nil }
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    private func tagged() -> Result<ConfigNode.Value, YAMLTagError> {
        let value = Self.resolve(text)
        switch (shortTag, value) {
        case ("!!null", .null), ("!!bool", .bool), ("!!int", .int), ("!!int", .uint), ("!!float", .double):
            return .success(value)
        case ("!!float", .int(let number)): return .success(.double(Double(number)))
        case ("!!float", .uint(let number)): return .success(.double(Double(number)))
        default:
            let found = ConfigNode(value).typeName
            return .failure(YAMLTagError(message: "cannot decode a \(found) as a \(shortTag ?? "")"))
        }
    }

    /// The value of plain text.
    static func resolve(_ text: String) -> ConfigNode.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        default: break
        }
        // Only these begin a number; long text is not looked at further.
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return .string(text) }
        let isSign = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        guard isSign || first == UInt8(ascii: ".") || YAMLNumber.isDigit(first) else { return .string(text) }
        return YAMLNumber.value(of: text) ?? .string(text)
    }
}

/// Why a scalar is not what its tag says.
struct YAMLTagError: Error {
    var message: String
}
