public import CollectorConfig

/// The settings of one group of statements or conditions.
public protocol OTTLGroupSettings: Settings {
    /// A group of nothing but `texts`, whose context is inferred.
    init(texts: [OTTLText])
}

/// Groups of statements or conditions: a list of texts, which are one group, or a list of groups.
public struct OTTLGroups<Group: OTTLGroupSettings>: Sendable {
    /// The groups.
    public var groups: [Group] = []

    /// Whether it was written as a list of texts.
    var isPlain = false

    /// No groups.
    public init() {}
}

extension OTTLGroups: SettingValue {
    /// `list of string or map`.
    public static var typeName: String { "list of string or map" }

    /// A list of texts, or of groups, but not both.
    public static func decode(
        _ node: ConfigNode,
        default current: OTTLGroups?,
        _ context: inout DecodingContext
    ) -> OTTLGroups? {
        var result = OTTLGroups()
        guard !node.isNull else { return result }
        guard case .sequence(let elements) = node.value else {
            context.error(
                "invalid \(context.path.last ?? "") type, expected: array, got: \(node.typeName)",
                at: node,
                fix: "write a list"
            )
            return nil
        }
        let groups = elements.count { !$0.entries.isEmpty }
        guard groups == 0 || groups == elements.count else {
            context.error(
                "configuring multiple configuration styles is not supported, please use only Basic configuration or only "
                    + "Advanced configuration",
                at: node
            )
            return nil
        }
        if groups == 0 {
            result.isPlain = true
            guard let texts = [OTTLText].decode(node, default: nil, &context) else { return nil }
            if !texts.isEmpty { result.groups = [Group(texts: texts)] }
            return result
        }
        guard let decoded = [Group].decode(node, default: nil, &context) else { return nil }
        result.groups = decoded
        return result
    }

    /// As it was written.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        let groups = groups.map { $0.encode(options) }
        guard isPlain, let texts = groups.first?.entries.first(where: { !$0.value.elements.isEmpty }) else {
            return ConfigNode(.sequence(groups))
        }
        return texts.value
    }

    /// A list.
    public static func schema(default current: OTTLGroups?) -> ConfigNode {
        let item = ConfigNode.map([
            "anyOf": ConfigNode(.sequence([OTTLText.schema(default: nil), Group.schema(default: nil)]))
        ])
        return .map(["type": ["array", "null"], "items": item])
    }
}
