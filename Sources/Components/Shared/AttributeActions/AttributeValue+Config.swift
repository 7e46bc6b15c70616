public import CollectorConfig
public import Pdata

extension AttributeValue {
    /// The value that `node` stands for, of the type that YAML gave it.
    public init(_ node: ConfigNode) {
        switch node.value {
        case .null: self = .empty
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .int(int)
        case .uint(let uint): self = .int(Int64(bitPattern: uint))
        case .double(let double): self = .double(double)
        case .string(let text): self = .string(text)
        case .sequence(let elements): self = .array(elements.map { AttributeValue($0) })
        case .mapping(let entries): self = .map(entries.map { Attribute($0.key, AttributeValue($0.value)) })
        }
    }
}
