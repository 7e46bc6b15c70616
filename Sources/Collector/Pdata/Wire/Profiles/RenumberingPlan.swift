/// Where indices into the profiles' dictionary lie in a message.
enum RenumberingPlan {
    /// What becomes of a field.
    enum Step: Sendable {
        case copy
        case index(ProfilesTable)
        case indices(ProfilesTable)
        case message(MessageID)
    }

    /// The steps for the fields of the message `id`, by field number; fields beyond the last are copied.
    static func steps(_ id: MessageID) -> [Step] { table[Int(id.rawValue)] }

    private static let table: [[Step]] = {
        let indexed = messagesWithIndices()
        return Schema.messages.map { message in
            guard indexed.contains(message.id) else { return [] }
            let last = message.fields.map(\.number).filter { $0 < 32 }.max() ?? 0
            return (0...last).map { number in message.field(number).map { step($0, indexed) } ?? .copy }
        }
    }()

    private static func step(_ field: FieldSchema, _ indexed: Set<MessageID>) -> Step {
        switch field.type {
        case .index(let table):
            field.rule == .repeated ? .indices(table) : .index(table)
        case .message(let id) where indexed.contains(id):
            .message(id)
        default:
            .copy
        }
    }

    /// The messages that hold indices, themselves or deeper.
    private static func messagesWithIndices() -> Set<MessageID> {
        var found: Set<MessageID> = []
        while true {
            let count = found.count
            // Attributes hold none any more: they were written out at the door.
            for message in Schema.messages where message.id != .keyValue && message.id != .anyValue {
                let holds = message.fields.contains { field in
                    if case .index = field.type { return true }
                    return field.message.map(found.contains) ?? false
                }
                if holds { found.insert(message.id) }
            }
            if found.count == count { return found }
        }
    }
}
