/// The JSON Schema of a setting: its type's, its constraint, its documentation, and `${…}` wherever one may stand.
func propertySchema(_ type: ConfigNode, constraint: [ConfigEntry], _ description: SettingDescription) -> ConfigNode {
    let constrained = ConfigNode(.mapping(type.entries + constraint))
    var entries = [ConfigEntry("description", ConfigNode(.string(description.summary)))]
    // A block's default is that of its properties.
    if let value = description.defaultValue, description.nested.isEmpty {
        entries.append(ConfigEntry("default", value))
    }
    if description.deprecated != nil {
        entries.append(ConfigEntry("deprecated", true))
    }
    return ConfigNode(.mapping(entries + orReference(constrained).entries))
}

/// What `schema` allows, or text with a `${…}` that stands for it.
func orReference(_ schema: ConfigNode) -> ConfigNode {
    guard !schema.isEmpty, schema != anyText else { return schema }
    return .map(["anyOf": [schema, .map(["type": "string", "pattern": "\\$\\{"])]])
}

/// The JSON Schema of a key that is known and not available: the values that ask for nothing, and why there are no others.
func unavailableSchema(_ message: String, fix: String?, _ accepted: (ConfigNode) -> Bool) -> ConfigNode {
    let nothings: [ConfigNode] = [nil, false, "", 0, [], .map([:])]
    return .map([
        "description": "Not available yet: \(message)\(fix.map { "; \($0)" } ?? "")",
        "enum": ConfigNode(.sequence(nothings.filter(accepted))),
    ])
}

/// The JSON Schema of any string.
let anyText = ConfigNode.map(["type": "string"])
