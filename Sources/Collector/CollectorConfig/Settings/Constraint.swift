/// What a setting's value must fulfil beyond its type.
public struct Constraint<Value: SettingValue>: Sendable {
    /// The rule, as the end of a sentence: `must be` ….
    let rule: String

    /// The message that replaces the one made of `rule`.
    let message: String?

    /// The rule's keywords in JSON Schema.
    let schema: [ConfigEntry]

    let allows: @Sendable (Value) -> Bool

    /// Values for which `allows` answers true.
    ///
    /// - Parameters:
    ///   - rule: the rule, as it ends the sentence "must be …".
    ///   - message: upstream's words for a violation, where it has some.
    public static func custom(
        _ rule: String,
        message: String? = nil,
        _ allows: @escaping @Sendable (Value) -> Bool
    ) -> Constraint {
        Constraint(rule: rule, message: message, schema: [], allows: allows)
    }
}

extension Constraint where Value: Comparable {
    /// Values from `range`'s lower to its upper bound.
    public static func range(_ range: ClosedRange<Value>, message: String? = nil) -> Constraint {
        Constraint(
            rule: "between \(shown(range.lowerBound)) and \(shown(range.upperBound))",
            message: message,
            schema: bound("minimum", range.lowerBound) + bound("maximum", range.upperBound),
            allows: { range.contains($0) }
        )
    }

    /// Values that are `least` or more.
    public static func atLeast(_ least: Value, message: String? = nil) -> Constraint {
        Constraint(
            rule: "at least \(shown(least))",
            message: message,
            schema: bound("minimum", least),
            allows: { $0 >= least }
        )
    }

    /// Values that are `most` or less.
    public static func atMost(_ most: Value, message: String? = nil) -> Constraint {
        Constraint(
            rule: "at most \(shown(most))",
            message: message,
            schema: bound("maximum", most),
            allows: { $0 <= most }
        )
    }

    /// Values above `limit`.
    public static func above(_ limit: Value, message: String? = nil) -> Constraint {
        Constraint(
            rule: "greater than \(shown(limit))",
            message: message,
            schema: bound("exclusiveMinimum", limit),
            allows: { $0 > limit }
        )
    }

    private static func shown(_ value: Value) -> String { value.encode(EncodingOptions()).flowText }

    /// A bound that JSON Schema can state; it has none for durations and other text.
    private static func bound(_ keyword: String, _ value: Value) -> [ConfigEntry] {
        let node = value.encode(EncodingOptions())
        switch node.value {
        case .int, .uint, .double: return [ConfigEntry(keyword, node)]
        case .null, .bool, .string, .sequence, .mapping: return []
        }
    }
}

extension Constraint where Value: Equatable {
    /// One of `values`.
    public static func allowed(_ values: [Value], message: String? = nil) -> Constraint {
        let nodes = values.map { $0.encode(EncodingOptions()) }
        return Constraint(
            rule: "one of \(nodes.map(\.flowText).joined(separator: ", "))",
            message: message,
            schema: [ConfigEntry("enum", ConfigNode(.sequence(nodes)))],
            allows: { values.contains($0) }
        )
    }
}
