internal import Pdata

extension Value {
    /// The value as text, in the way of functions that take whatever is like a string; nil stays nil.
    func textLike() throws(EvaluationError) -> String? {
        switch self {
        case .none: return nil
        case .string(let text): return text
        case .text(let text): return text.string
        case .bool(let bool): return bool ? "true" : "false"
        case .int(let int): return String(int)
        case .double(let double): return Self.decimal(double)
        case .bytes(let bytes): return Hex.string(bytes.array)
        case .blob(let bytes): return Hex.string(bytes.buffer)
        case .array(let elements): return AttributeValue.array(elements).text
        case .map(let entries): return AttributeValue.map(entries).text
        case .time, .duration, .traceID, .spanID, .profileID, .messages:
            throw EvaluationError("unsupported type: \(typeName)")
        }
    }

    /// The shortest decimal form without an exponent.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let shortest = "\(value)"
        guard let exponentMark = shortest.firstIndex(of: "e"),
            let exponent = Int(shortest[shortest.index(after: exponentMark)...])
        else { return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest }
        var mantissa = shortest[..<exponentMark]
        let isNegative = mantissa.hasPrefix("-")
        if isNegative { mantissa = mantissa.dropFirst() }
        let parts = mantissa.split(separator: ".")
        let whole = String(parts[0])
        let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
        var digits = whole + fraction
        let point = whole.count + exponent
        if point <= 0 {
            digits = "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            digits += String(repeating: "0", count: point - digits.count)
        } else {
            let index = digits.index(digits.startIndex, offsetBy: point)
            digits = digits[..<index] + "." + digits[index...]
        }
        return (isNegative ? "-" : "") + digits
    }

    /// The value as a whole number, in the way of functions that take whatever is like one; nil when it is none.
    func intLike() throws(EvaluationError) -> Int64? {
        switch self {
        case .none: return nil
        case .int(let int): return int
        case .double(let double): return Self.truncated(double)
        case .bool(let bool): return bool ? 1 : 0
        case .string, .text: return string.flatMap { Int64($0) }
        default: throw EvaluationError("unsupported type: \(typeName)")
        }
    }

    /// The value as a double, in the way of functions that take whatever is like one; nil when it is none.
    func doubleLike() throws(EvaluationError) -> Double? {
        switch self {
        case .none: return nil
        case .int(let int): return Double(int)
        case .double(let double): return double
        case .bool(let bool): return bool ? 1 : 0
        case .string, .text: return string.flatMap { Self.parse(double: $0) }
        default: throw EvaluationError("unsupported type: \(typeName)")
        }
    }

    /// The value as a truth, in the way of functions that take whatever is like one; nil when it is none.
    func boolLike() throws(EvaluationError) -> Bool? {
        switch self {
        case .none: return nil
        case .bool(let bool): return bool
        case .int(let int): return int != 0
        case .double(let double): return double != 0
        case .string, .text:
            switch string {
            case "1", "t", "T", "TRUE", "true", "True": return true
            case "0", "f", "F", "FALSE", "false", "False": return false
            default: throw EvaluationError("\"\(string ?? "")\" is not a bool")
            }
        default: throw EvaluationError("unsupported type: \(typeName)")
        }
    }

    /// The number that `text` spells.
    static func parse(double text: String) -> Double? {
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan": return .nan
        default:
            guard !text.contains(where: { $0.isWhitespace || $0 == "(" }), let value = Double(text), value.isFinite
            else {
                return nil
            }
            return value
        }
    }

    /// `double` without its fraction, as far as it fits.
    static func truncated(_ double: Double) -> Int64 {
        if let exact = Int64(exactly: double.rounded(.towardZero)) { return exact }
        // What Go's conversion does on x86-64.
        return .min
    }
}
