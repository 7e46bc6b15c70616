extension Array: SettingValue where Element: SettingValue {
    /// `list of` the element's type.
    public static var typeName: String { "list of \(Element.typeName)" }

    /// A list, or text with commas between the elements; null keeps the default, anything else replaces it.
    public static func decode(
        _ node: ConfigNode,
        default current: [Element]?,
        _ context: inout DecodingContext
    ) -> [Element]? {
        switch node.value {
        case .null:
            return current ?? []
        case .sequence(let elements):
            return decode(elements, in: node, &context)
        case .bool, .int, .uint, .double, .string, .mapping:
            guard let text = node.string else {
                context.error(
                    "\(context.name): source data must be an array or slice, got \(node.typeName)",
                    at: node,
                    fix: "write a list: [ … ]"
                )
                return nil
            }
            return decode(split(text, node), in: node, &context)
        }
    }

    private static func decode(
        _ elements: [ConfigNode],
        in node: ConfigNode,
        _ context: inout DecodingContext
    ) -> [Element]? {
        let failures = context.failures
        var result: [Element] = []
        for (index, element) in elements.enumerated() {
            var element = element
            // `${…}` that stands for a list stands for its elements too.
            if node.isExpanded, element.text != nil { element.isExpanded = true }
            let decoded = context.inside("\(index)", element) { Element.decode(element, default: nil, &$0) }
            if let decoded { result.append(decoded) }
        }
        return context.failures == failures ? result : nil
    }

    /// The elements of a list written as text.
    private static func split(_ text: String, _ node: ConfigNode) -> [ConfigNode] {
        guard !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            ConfigNode(.string(String(trimmed(part))), position: node.position)
        }
    }

    /// A list.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.sequence(map { $0.encode(options) })) }

    /// An array; text with commas is left to `${…}`.
    public static func schema(default current: [Element]?) -> ConfigNode {
        .map(["type": ["array", "null"], "items": orReference(Element.schema(default: nil))])
    }
}
