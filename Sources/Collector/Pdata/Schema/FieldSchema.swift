/// What a field holds.
enum FieldType: Sendable, Equatable {
    case bool, int32, int64, uint32, uint64, sint32
    case fixed32, fixed64, sfixed64, double
    case string, bytes
    /// Bytes that are absent, empty, or exactly this long.
    case id(length: Int)
    case enumeration(EnumerationSchema)
    /// The place of an entry in a table of the profiles' dictionary, an int32; 0 for none.
    case index(ProfilesTable)
    case message(MessageID)

    /// The wire type of one value outside a packed run.
    var wireType: WireType {
        switch self {
        case .bool, .int32, .int64, .uint32, .uint64, .sint32, .enumeration, .index: .varint
        case .fixed32: .fixed32
        case .fixed64, .sfixed64, .double: .fixed64
        case .string, .bytes, .id, .message: .lengthDelimited
        }
    }
}

/// How often a field may occur, and what that means.
enum FieldRule: Sendable, Equatable {
    /// At most once; its zero value means the same as its absence.
    case singular
    /// At most once; its presence means something.
    case optional
    /// At most one of the members of the message's only oneof.
    case oneof
    /// Any number of times; numbers are packed.
    case repeated
    /// The place of scopes before OTLP 0.15: read as field 2 where that one is absent, ignored otherwise.
    case superseded
}

/// One field of a message.
struct FieldSchema: Sendable {
    let number: Int
    /// The name in the protocol's definition, in snake case.
    let name: String
    /// The name in JSON, in lower camel case.
    let jsonName: String
    /// Other names that JSON readers understand.
    let jsonAliases: [String]
    let type: FieldType
    let rule: FieldRule
    /// Whether writers of JSON write the field, empty, even when it is absent.
    let isAlwaysInJSON: Bool

    init(
        _ number: Int,
        _ name: String,
        _ type: FieldType,
        _ rule: FieldRule = .singular,
        aliases: [String] = [],
        alwaysInJSON: Bool = false
    ) {
        self.number = number
        self.name = name
        self.jsonName = Self.lowerCamel(name)
        self.jsonAliases = [name] + aliases + aliases.map(Self.lowerCamel)
        self.type = type
        self.rule = rule
        self.isAlwaysInJSON = alwaysInJSON
    }

    /// Whether the field is a run of numbers.
    var isRepeatedNumber: Bool { rule == .repeated && type.wireType != .lengthDelimited }

    /// Whether the field holds one message.
    var message: MessageID? {
        guard case .message(let id) = type else { return nil }
        return id
    }

    private static func lowerCamel(_ name: String) -> String {
        var result = ""
        var capitalise = false
        for character in name {
            if character == "_" {
                capitalise = true
            } else {
                result.append(capitalise ? Character(character.uppercased()) : character)
                capitalise = false
            }
        }
        return result
    }
}

/// One message.
struct MessageSchema: Sendable {
    let id: MessageID
    let fields: [FieldSchema]
    /// Whether one of these is an item: a span, data point, log record or sample.
    var isItem = false

    func field(_ number: Int) -> FieldSchema? {
        fields.first { $0.number == number }
    }
}
