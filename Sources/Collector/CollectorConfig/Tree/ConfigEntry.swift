/// A key and its value in a mapping.
///
/// Two entries are equal when keys and values are, wherever they stand.
public struct ConfigEntry: Sendable, Equatable {
    /// The key.
    public var key: String

    /// Where the key begins; nil when it was made in memory.
    public var keyPosition: SourcePosition?

    /// The value.
    public var value: ConfigNode

    /// An entry of `key` and `value`.
    public init(_ key: String, _ value: ConfigNode, keyPosition: SourcePosition? = nil) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }

    /// Whether keys and values are equal; positions do not count.
    public static func == (lhs: ConfigEntry, rhs: ConfigEntry) -> Bool { lhs.key == rhs.key && lhs.value == rhs.value }
}
