internal import CollectorConfig

extension ConfigNode {
    /// Whether a key written with this value asks for nothing: null, false, 0, or nothing in it.
    var asksForNothing: Bool {
        switch value {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let text):
            text.isEmpty || text.utf8.allSatisfy { "0hmsuµn".utf8.contains($0) } && text.hasPrefix("0")
        case .sequence(let elements): elements.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }

    /// Whether a block written like this is turned off; writing it empty turns it on.
    var isTurnedOff: Bool { self["enabled"]?.bool == false }
}
