/// What the validating walk does with one field, known from its tag and the message that it lies in.
struct WireAction {
    enum Operation: UInt8 {
        /// A field that the schema does not have: checked for its length only.
        case unknown
        /// Field number 0, a wire type that does not exist, or the end of a group that did not begin.
        case invalid
        /// A known field with another wire type than its own.
        case mismatch
        case varint
        case fixed32
        case fixed64
        case string
        case bytes
        /// Bytes of length 0 or `parameter`.
        case id
        /// A message; `parameter` is its id.
        case message
        /// A message that is an item.
        case item
        /// A message in a superseded field.
        case superseded
        /// A `KeyValue`, most of what telemetry consists of.
        case attribute
        case packedVarints
        /// Packed numbers of `parameter` bytes each.
        case packedFixed
        /// One number of a run that should be packed.
        case unpackedVarint
        /// The place of an entry in the table `parameter` of the profiles' dictionary.
        case index
        case packedIndices
        /// One place of a run that should be packed.
        case unpackedIndex
        /// One number, of `parameter` bytes, of a run that should be packed.
        case unpackedFixed
    }

    var operation: Operation
    var parameter: UInt8 = 0
    /// The bit that stands for the field among its message's fields that may occur once; none for the others.
    var bit: UInt32 = 0

    init(_ operation: Operation) {
        self.operation = operation
    }
}

/// The actions of every message, indexed by message and tag byte.
///
/// Tags of one byte reach the field numbers 1 to 15; the others are looked up in the schema.
final class WireActions: Sendable {
    static let shared = WireActions()

    // Never written after `init`, and never freed: there is one.
    nonisolated(unsafe) let base: UnsafePointer<WireAction>

    private init() {
        let table = UnsafeMutablePointer<WireAction>.allocate(capacity: Schema.messages.count << 7)
        for (index, message) in Schema.messages.enumerated() {
            for tag in 0..<128 {
                (table + (index << 7 | tag)).initialize(to: Self.action(in: message, tag: UInt64(tag)))
            }
        }
        base = UnsafePointer(table)
    }

    /// What to do in `message` with a field tagged `tag`.
    static func action(in message: MessageSchema, tag: UInt64) -> WireAction {
        let number = tag >> 3
        guard number > 0, number <= WireLimits.fieldNumber,
            let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)), type != .endGroup
        else { return WireAction(.invalid) }
        guard let index = message.fields.firstIndex(where: { $0.number == Int(number) }) else {
            return WireAction(.unknown)
        }
        let field = message.fields[index]
        guard type == field.type.wireType || (type == .lengthDelimited && field.isRepeatedNumber) else {
            return WireAction(.mismatch)
        }
        var action = type == .lengthDelimited ? lengthDelimited(field) : unpacked(field, type)
        switch field.rule {
        case .singular, .optional:
            action.bit = 1 << UInt32(index)
        case .oneof:
            action.bit = 1 << 31
        case .repeated:
            if field.isRepeatedNumber { action.bit = 1 << UInt32(index) }
        case .superseded:
            action.operation = .superseded
        }
        return action
    }

    private static func unpacked(_ field: FieldSchema, _ type: WireType) -> WireAction {
        var action: WireAction
        switch type {
        case .fixed32:
            action = WireAction(field.isRepeatedNumber ? .unpackedFixed : .fixed32)
            action.parameter = 4
        case .fixed64:
            action = WireAction(field.isRepeatedNumber ? .unpackedFixed : .fixed64)
            action.parameter = 8
        default:
            action = WireAction(field.isRepeatedNumber ? .unpackedVarint : .varint)
            if case .index(let table) = field.type {
                action = WireAction(field.isRepeatedNumber ? .unpackedIndex : .index)
                action.parameter = table.rawValue
            }
        }
        return action
    }

    private static func lengthDelimited(_ field: FieldSchema) -> WireAction {
        var action: WireAction
        switch field.type {
        case .string:
            action = WireAction(.string)
        case .bytes:
            action = WireAction(.bytes)
        case .id(let length):
            action = WireAction(.id)
            action.parameter = UInt8(truncatingIfNeeded: length)
        case .message(let id):
            action = WireAction(id == .keyValue ? .attribute : Schema[id].isItem ? .item : .message)
            action.parameter = id.rawValue
        case .fixed64, .sfixed64, .double:
            action = WireAction(.packedFixed)
            action.parameter = 8
        case .fixed32:
            action = WireAction(.packedFixed)
            action.parameter = 4
        case .bool, .int32, .int64, .uint32, .uint64, .sint32, .enumeration:
            action = WireAction(.packedVarints)
        case .index(let table):
            action = WireAction(.packedIndices)
            action.parameter = table.rawValue
        }
        return action
    }
}
