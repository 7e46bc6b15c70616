/// The id of a configured component: `type` or `type/name`.
public struct ComponentID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The component's type.
    public let type: ComponentType

    /// What tells apart several components of one type; empty for the only one.
    public let name: String

    /// The component `type/name`, or `type` when `name` is empty.
    public init(_ type: ComponentType, name: String = "") {
        self.type = type
        self.name = name
    }

    /// Reads `type[/name]`, white space around either part ignored.
    ///
    /// - Throws: `IDError` in upstream's words.
    public init(parsing text: String) throws(IDError) {
        let parts = try IDParts(parsing: text)
        guard let type = ComponentType(parts.head) else {
            throw IDError("in \"\(text)\" id: invalid character(s) in type \"\(parts.head)\"")
        }
        self.init(type, name: parts.name)
    }

    /// The id as written in configuration.
    public var description: String { name.isEmpty ? type.name : "\(type.name)/\(name)" }

    /// By type, then name.
    public static func < (lhs: ComponentID, rhs: ComponentID) -> Bool { (lhs.type, lhs.name) < (rhs.type, rhs.name) }
}
