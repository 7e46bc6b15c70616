internal import Glibc
internal import Pdata

/// Texts with places for values, in the notation of Go's `Sprintf`.
enum TextFormat {
    private struct Verb {
        var flags: Set<Character> = []
        var width: Int?
        var precision: Int?
        var letter: Character = "v"
    }

    /// No field is padded beyond this.
    private static let maxWidth = 4096

    /// `format` with `values` in its places.
    static func format(_ format: String, _ values: [Value]) -> String {
        var result = ""
        var rest = Substring(format)
        var next = 0
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            guard let verb = verb(&rest) else {
                result += "%!(NOVERB)"
                continue
            }
            if verb.letter == "%" {
                result += "%"
                continue
            }
            guard next < values.count else {
                result += "%!\(verb.letter)(MISSING)"
                continue
            }
            result += text(values[next], verb)
            next += 1
        }
        if next < values.count {
            let extra = values[next...].map { "\($0.goTypeName)=\(plain($0))" }
            result += "%!(EXTRA \(extra.joined(separator: ", ")))"
        }
        return result
    }

    private static func verb(_ rest: inout Substring) -> Verb? {
        var verb = Verb()
        while let flag = rest.first, "+-# 0".contains(flag) {
            verb.flags.insert(flag)
            rest.removeFirst()
        }
        verb.width = number(&rest)
        if rest.first == "." {
            rest.removeFirst()
            verb.precision = number(&rest) ?? 0
        }
        guard let letter = rest.popFirst() else { return nil }
        verb.letter = letter
        return verb
    }

    private static func number(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        return min(Int(digits) ?? maxWidth, maxWidth)
    }

    private static func text(_ value: Value, _ verb: Verb) -> String {
        guard let body = body(value, verb) else {
            return "%!\(verb.letter)(\(value.goTypeName)=\(plain(value)))"
        }
        guard let width = verb.width, body.count < width else { return body }
        let padding = width - body.count
        if verb.flags.contains("-") { return body + String(repeating: " ", count: padding) }
        guard verb.flags.contains("0"), value.isNumber else { return String(repeating: " ", count: padding) + body }
        let sign = body.prefix { $0 == "-" || $0 == "+" }
        return sign + String(repeating: "0", count: padding) + body.dropFirst(sign.count)
    }

    private static func body(_ value: Value, _ verb: Verb) -> String? {
        switch (verb.letter, value) {
        case ("v", _):
            return plain(value)
        case ("T", _):
            return value.goTypeName
        case ("t", .bool(let bool)):
            return bool ? "true" : "false"
        case ("d", .int(let int)):
            return signed(String(int), verb)
        case ("b", .int(let int)): return String(int, radix: 2)
        case ("o", .int(let int)): return String(int, radix: 8)
        case ("x", .int(let int)): return (verb.flags.contains("#") ? "0x" : "") + String(int, radix: 16)
        case ("X", .int(let int)): return (verb.flags.contains("#") ? "0X" : "") + String(int, radix: 16).uppercased()
        case ("c", .int(let int)):
            return Unicode.Scalar(UInt32(truncatingIfNeeded: int)).map { String($0) } ?? "\u{FFFD}"
        case ("f", .double(let double)), ("F", .double(let double)), ("e", .double(let double)),
            ("E", .double(let double)), ("g", .double(let double)), ("G", .double(let double)):
            if verb.letter == "g", verb.precision == nil { return signed(plain(value), verb) }
            return signed(printed(double, verb.letter, verb.precision ?? 6), verb)
        case ("s", .string), ("s", .text):
            let text = value.string ?? ""
            return verb.precision.map { String(text.prefix($0)) } ?? text
        case ("q", .string), ("q", .text):
            return AttributeValue.array([.string(value.string ?? "")]).text.dropFirst().dropLast().description
        case ("x", .string), ("x", .text), ("x", .bytes), ("x", .blob):
            return (try? value.bigEndianBytes()).map { Hex.string($0) }
        case ("X", .string), ("X", .text), ("X", .bytes), ("X", .blob):
            return (try? value.bigEndianBytes()).map { Hex.string($0).uppercased() }
        case ("s", .array), ("s", .map), ("s", .traceID), ("s", .spanID), ("s", .time), ("s", .duration):
            return plain(value)
        default:
            return nil
        }
    }

    private static func signed(_ text: String, _ verb: Verb) -> String {
        guard !text.hasPrefix("-"), !text.hasPrefix("+") else { return text }
        if verb.flags.contains("+") { return "+" + text }
        return verb.flags.contains(" ") ? " " + text : text
    }

    /// `double` as C's and Go's formats agree on.
    private static func printed(_ double: Double, _ letter: Character, _ precision: Int) -> String {
        guard double.isFinite else { return double.isNaN ? "NaN" : double < 0 ? "-Inf" : "+Inf" }
        let capacity = 512 + precision
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            let count = withVaList([Int32(precision), double]) { arguments in
                vsnprintf(buffer.baseAddress, capacity, "%.*\(letter)", arguments)
            }
            guard count > 0 else { return "" }
            let bytes = UnsafeRawBufferPointer(buffer).prefix(min(Int(count), capacity - 1))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// `value` as `%v` has it.
    private static func plain(_ value: Value) -> String {
        switch value {
        case .none: return "<nil>"
        case .double(let double): return general(double)
        case .string, .text: return value.string ?? ""
        case .bytes, .blob:
            let bytes = (try? value.bigEndianBytes()) ?? []
            return "[" + bytes.map { "\($0)" }.joined(separator: " ") + "]"
        case .array(let elements): return "[" + elements.map { plain(Value($0)) }.joined(separator: " ") + "]"
        case .map(let entries):
            let sorted = entries.sorted { $0.key < $1.key }
            return "map[" + sorted.map { "\($0.key):\(plain(Value($0.value)))" }.joined(separator: " ") + "]"
        case .traceID(let id): return id.hex
        case .spanID(let id): return id.hex
        case .profileID(let id): return TraceID(high: id.high, low: id.low).hex
        case .time(let time): return TimeText.goDefault(time)
        case .duration(let duration): return DurationText.text(duration)
        case .messages(_, let typeName): return typeName
        case .bool, .int: return (try? value.textLike()) ?? ""
        }
    }

    /// The shortest form; with an exponent for large and small numbers, as Go's `%v`.
    private static func general(_ double: Double) -> String {
        guard double.isFinite, double != 0 else {
            return double == 0 ? (double.sign == .minus ? "-0" : "0") : Value.decimal(double)
        }
        let magnitude = abs(double)
        guard magnitude < 1e-4 || magnitude >= 1e21 else { return Value.decimal(double) }
        let text = "\(double)"
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
            return text
        }
        var mantissa = String(text[..<mark])
        if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
        let digits = String(abs(exponent))
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)"
    }
}

extension Value {
    fileprivate var isNumber: Bool {
        switch self {
        case .int, .double: true
        default: false
        }
    }

    /// The type's name, as Go prints it.
    fileprivate var goTypeName: String {
        switch self {
        case .none: "<nil>"
        case .bytes, .blob: "[]uint8"
        case .array: "[]interface {}"
        case .map: "map[string]interface {}"
        default: typeName
        }
    }
}
