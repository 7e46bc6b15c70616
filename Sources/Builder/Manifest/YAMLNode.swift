package import CollectorConfig

/// A value of a YAML document, with the place that it stands at.
package struct YAMLNode: Sendable {
    package indirect enum Value: Sendable {
        case null
        case scalar(String)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    package var value: Value
    package var location: SourcePosition

    /// What a person would call the value, for messages.
    package var kindName: String {
        switch value {
        case .null: "nothing"
        case .scalar: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The mapping's value under `key`.
    package subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let entries) = value else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

/// A key of a mapping with its value.
package struct YAMLEntry: Sendable {
    package var key: String
    package var location: SourcePosition
    package var value: YAMLNode
}
