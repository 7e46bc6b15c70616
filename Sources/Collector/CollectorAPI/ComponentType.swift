/// The type of a component, such as `otlp` or `health_check`.
public struct ComponentType: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name as written in configuration.
    public let name: String

    /// The type called `name`, if that is a legal one: a letter, then up to 62 letters, digits or underscores.
    public init?(_ name: some StringProtocol) {
        guard Self.isValid(name) else { return nil }
        self.name = String(name)
    }

    /// The type that source code spells out; an illegal literal is a programming error.
    public init(stringLiteral value: StaticString) {
        name = value.description
        precondition(Self.isValid(name), "\(name) is not a component type")
    }

    /// The name as written in configuration.
    public var description: String { name }

    /// By name.
    public static func < (lhs: ComponentType, rhs: ComponentType) -> Bool { lhs.name < rhs.name }

    private static func isValid(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 63, isLetter(first) else { return false }
        return name.utf8.allSatisfy {
            isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
