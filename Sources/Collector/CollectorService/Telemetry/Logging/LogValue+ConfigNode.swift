internal import CollectorAPI
internal import CollectorConfig

extension LogValue {
    /// A configured value.
    init(_ node: ConfigNode) {
        switch node.value {
        case .null: self = .string("")
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(Int(value))
        case .uint(let value): self = .string("\(value)")
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .sequence(let elements): self = .list(elements.map { LogValue($0) })
        case .mapping(let entries): self = .object(entries.map { LogField($0.key, LogValue($0.value)) })
        }
    }
}
