/// A value in a configuration tree, with the place that it was read from.
///
/// Two nodes are equal when their values are, wherever they stand.
public struct ConfigNode: Sendable, Equatable {
    /// What a node holds.
    public enum Value: Sendable, Equatable {
        case null
        case bool(Bool)
        case int(Int64)
        /// A whole number above `Int64.max`.
        case uint(UInt64)
        case double(Double)
        case string(String)
        case sequence([ConfigNode])
        case mapping([ConfigEntry])
    }

    /// The value, typed as YAML types it.
    public var value: Value

    /// Where the value begins; nil when it was made in memory.
    public var position: SourcePosition?

    /// The characters that the value was read from: a scalar's, or everything that a provider answered for `${…}`.
    public var text: String?

    /// Whether the value is what a provider answered for `${…}`: then a setting that is text takes ``text`` verbatim.
    public var isExpanded: Bool

    /// A node that holds `value`.
    public init(_ value: Value, position: SourcePosition? = nil, text: String? = nil, isExpanded: Bool = false) {
        self.value = value
        self.position = position
        self.text = text
        self.isExpanded = isExpanded
    }

    /// The node under `key`; nil when there is none or this is not a mapping.
    public subscript(_ key: String) -> ConfigNode? { entries.first { $0.key == key }?.value }

    /// The entries of a mapping in written order; empty for anything else.
    public var entries: [ConfigEntry] {
        guard case .mapping(let entries) = value else { return [] }
        return entries
    }

    /// The elements of a sequence; empty for anything else.
    public var elements: [ConfigNode] {
        guard case .sequence(let elements) = value else { return [] }
        return elements
    }

    /// The truth value, if this is one.
    public var bool: Bool? {
        guard case .bool(let value) = value else { return nil }
        return value
    }

    /// The text, if this is a string or came out of `${…}`.
    public var string: String? {
        if isExpanded, let text { return text }
        guard case .string(let value) = value else { return nil }
        return value
    }

    /// Whether this is null.
    public var isNull: Bool { value == .null }

    /// Whether this is null, an empty string, an empty sequence or an empty mapping.
    public var isEmpty: Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty
        case .sequence(let elements): elements.isEmpty
        case .mapping(let entries): entries.isEmpty
        case .bool, .int, .uint, .double: false
        }
    }

    /// The name of the value's type in messages.
    public var typeName: String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint64"
        case .double: "float64"
        case .string: "string"
        case .sequence: "list"
        case .mapping: "map"
        }
    }

    /// Whether the values are equal; positions and original text do not count.
    public static func == (lhs: ConfigNode, rhs: ConfigNode) -> Bool { lhs.value == rhs.value }
}
