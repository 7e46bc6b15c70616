/// Headers whose values are secrets, in the order written.
///
/// Written as a map, or as a list of `{name, value}`.
public struct HeaderList: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One header.
    public struct Header: Sendable, Hashable {
        /// The name as written.
        public var name: String

        /// The value.
        public var value: Secret

        /// The header `name: value`.
        public init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// The headers.
    public var headers: [Header]

    /// The headers given.
    public init(_ headers: [Header] = []) {
        self.headers = headers
    }

    /// The headers that source code spells out.
    public init(dictionaryLiteral elements: (String, Secret)...) {
        self.init(elements.map { Header(name: $0, value: $1) })
    }

    /// Whether there are none.
    public var isEmpty: Bool { headers.isEmpty }

    /// The value of the header `name`, letter case aside.
    public subscript(_ name: String) -> Secret? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

extension HeaderList: SettingValue {
    /// `map of string`.
    public static var typeName: String { "map of string" }

    /// A map, or a list of `{name, value}`; null keeps the default.
    public static func decode(
        _ node: ConfigNode,
        default current: HeaderList?,
        _ context: inout DecodingContext
    ) -> HeaderList? {
        switch node.value {
        case .null:
            return current ?? HeaderList()
        case .mapping(let entries):
            return HeaderList(
                entries.compactMap { entry in
                    let value = context.inside(entry.key, entry.value) { Secret.decode(entry.value, default: nil, &$0) }
                    return value.map { Header(name: entry.key, value: $0) }
                }
            )
        case .sequence(let elements):
            return decodeList(elements, node, &context)
        case .bool, .int, .uint, .double, .string:
            context.error(
                "\(context.name) expected a map, got '\(node.typeName)'",
                at: node,
                fix: "write a map of header names to values, or a list of {name, value}"
            )
            return nil
        }
    }

    private static func decodeList(
        _ elements: [ConfigNode],
        _ node: ConfigNode,
        _ context: inout DecodingContext
    ) -> HeaderList? {
        var headers: [Header] = []
        var duplicates: [String] = []
        for (index, element) in elements.enumerated() {
            let pair = context.inside("\(index)", element) { NamedValue.decode(element, default: nil, &$0) }
            guard let pair else { continue }
            if headers.contains(where: { $0.name == pair.name }), !duplicates.contains(pair.name) {
                duplicates.append(pair.name)
            }
            headers.append(Header(name: pair.name, value: pair.value))
        }
        guard duplicates.isEmpty else {
            context.error("duplicate keys in map-style list: [\(duplicates.joined(separator: " "))]", at: node)
            return nil
        }
        return HeaderList(headers)
    }

    /// A map.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        ConfigNode(.mapping(headers.map { ConfigEntry($0.name, $0.value.encode(options)) }))
    }

    /// An object of strings, or an array of pairs.
    public static func schema(default current: HeaderList?) -> ConfigNode {
        .map([
            "anyOf": [
                .map(["type": ["object", "null"], "additionalProperties": anyText]),
                .map(["type": "array", "items": NamedValue.schema(default: nil)]),
            ]
        ])
    }
}

/// An element of a map that is written as a list.
private struct NamedValue: Settings {
    var name = ""
    var value = Secret("")

    static let fields: [Setting<Self>] = [
        Setting("name", \.name, "The header's name."),
        Setting("value", \.value, "The header's value."),
    ]

    func validate(_ report: inout ValidationReport) {
        if name.isEmpty { report.error("a header needs a name", at: "name") }
    }
}
