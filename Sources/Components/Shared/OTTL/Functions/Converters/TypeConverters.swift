internal import Pdata

extension FunctionTable {
    private static func test(_ name: String, _ holds: @escaping @Sendable (Value) -> Bool) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .value)]) { arguments in
            let get = arguments[0].get
            return { (evaluation) throws(EvaluationError) in .bool(holds(try get(evaluation))) }
        }
    }

    private static func conversion(
        _ name: String,
        _ convert: @escaping @Sendable (Value) throws(EvaluationError) -> Value
    ) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .value)]) { arguments in
            let get = arguments[0].get
            return { (evaluation) throws(EvaluationError) in try convert(try get(evaluation)) }
        }
    }

    /// Converters that ask for a type, or change it.
    static let typeConverters: [OTTLFunction] = [
        test("IsString") { if case .string = $0 { true } else if case .text = $0 { true } else { false } },
        test("IsInt") { if case .int = $0 { true } else { false } },
        test("IsDouble") { if case .double = $0 { true } else { false } },
        test("IsBool") { if case .bool = $0 { true } else { false } },
        test("IsMap") { if case .map = $0 { true } else { false } },
        test("IsList") { value in
            switch value {
            case .array: true
            case .messages(_, let typeName): typeName.hasSuffix("Slice")
            default: false
            }
        },
        test("IsEmpty", \.isZero),
        OTTLFunction("IsRootSpan", in: [.span, .spanevent, .spanlink]) { _ in
            { .bool(SpanID(record: $0.target.message(3).payload(4)).isEmpty) }
        },
        conversion("Int") { (value) throws(EvaluationError) in
            switch value {
            case .int, .double, .bool, .string, .text:
                if let int = try value.intLike() { return .int(int) }
                return .none
            default: return .none
            }
        },
        conversion("Double") { (value) throws(EvaluationError) in
            switch value {
            case .int, .double, .bool, .string, .text:
                if let double = try value.doubleLike() { return .double(double) }
                return .none
            default: return .none
            }
        },
        conversion("Bool") { (value) throws(EvaluationError) in
            if let bool = try value.boolLike() { return .bool(bool) }
            return .none
        },
        conversion("String") { (value) throws(EvaluationError) in
            if let text = try value.textLike() { return .string(text) }
            return .none
        },
        conversion("Hex") { (value) throws(EvaluationError) in .string(Hex.string(try value.bigEndianBytes())) },
        OTTLFunction("Coalesce", [Parameter("values", .list)]) { arguments in
            let elements = arguments[0].elements?.map(\.get)
            let values = arguments.values(0)
            return { (evaluation) throws(EvaluationError) in
                guard let elements else {
                    return try values(evaluation).first { !$0.isNone } ?? .none
                }
                for get in elements {
                    let value = try get(evaluation)
                    if !value.isNone { return value }
                }
                return .none
            }
        },
        OTTLFunction("ParseInt", [Parameter("target", .string), Parameter("base", .int)]) { arguments in
            let text = arguments.string(0)
            let base = arguments.int(1)
            return { (evaluation) throws(EvaluationError) in
                .int(try parse(int: try text(evaluation), base: try base(evaluation)))
            }
        },
    ]

    /// The number that `text` spells in `base`; base 0 is told by its prefix.
    private static func parse(int text: String, base: Int64) throws(EvaluationError) -> Int64 {
        guard !text.isEmpty else { throw EvaluationError("invalid target value for ParseInt function: it is empty") }
        guard base == 0 || (2...36).contains(base) else {
            throw EvaluationError("invalid base for ParseInt function: \(base), must be 0 or from 2 to 36")
        }
        var digits = Substring(text)
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = String(first)
            digits.removeFirst()
        }
        var radix = Int(base)
        if base == 0 {
            radix = 10
            let prefixes = [("0x", 16), ("0b", 2), ("0o", 8)]
            if let (_, found) = prefixes.first(where: { digits.lowercased().hasPrefix($0.0) }) {
                radix = found
                digits = digits.dropFirst(2)
            } else if digits.count > 1, digits.first == "0" {
                radix = 8
                digits.removeFirst()
            }
            digits = Substring(digits.filter { $0 != "_" })
        }
        guard digits.first != "+", digits.first != "-", let value = Int64(sign + digits, radix: radix) else {
            throw EvaluationError("could not parse \"\(text)\" as an int of base \(base)")
        }
        return value
    }
}

extension Value {
    /// Whether it is none, zero, or without any content.
    var isZero: Bool {
        switch self {
        case .none: true
        case .bool(let bool): !bool
        case .int(let int): int == 0
        case .double(let double): double == 0
        case .string(let text): text.isEmpty
        case .text(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .blob(let bytes): bytes.isEmpty
        case .array(let elements): elements.isEmpty
        case .map(let entries): entries.isEmpty
        case .time(let time): time == 0
        case .duration(let duration): duration == 0
        case .traceID(let id): id.isEmpty
        case .spanID(let id): id.isEmpty
        case .profileID(let id): id.isEmpty
        case .messages(let messages, _): messages.allSatisfy(\.isEmpty)
        }
    }

    /// The bytes of a number, the highest first, of a string's UTF-8, or of bytes.
    func bigEndianBytes() throws(EvaluationError) -> [UInt8] {
        switch self {
        case .int(let int): return int.bigEndianBytes
        case .double(let double): return double.bitPattern.bigEndianBytes
        case .bool(let bool): return [bool ? 1 : 0]
        case .bytes, .blob: return withBytes { Array($0) } ?? []
        case .string, .text: return withUTF8 { Array($0) } ?? []
        case .traceID(let id): return id.high.bigEndianBytes + id.low.bigEndianBytes
        case .spanID(let id): return id.value.bigEndianBytes
        case .profileID(let id): return id.high.bigEndianBytes + id.low.bigEndianBytes
        case .none, .array, .map, .time, .duration, .messages: throw EvaluationError("unsupported type: \(typeName)")
        }
    }
}
