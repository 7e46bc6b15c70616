/// Numbers as Go's YAML library reads them from plain text.
enum YAMLNumber {
    /// The number that `text` spells: a sign, then decimal digits, `0x`, `0o`, `0b`, octal after a leading `0`, or a decimal
    /// fraction; underscores between digits do not count. Nil for anything else.
    static func value(of text: String) -> ConfigNode.Value? {
        var digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
        // A fraction without leading digit is written without underscores.
        guard text.utf8.first != UInt8(ascii: ".") || digits.count == text.utf8.count else { return nil }
        if let value = integer(digits) { return value }
        guard isDecimal(digits) else { return nil }
        if digits.last == UInt8(ascii: ".") { digits.append(UInt8(ascii: "0")) }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else { return nil }
        return .double(value)
    }

    /// Whether `byte` is a decimal digit.
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func integer(_ text: [UInt8]) -> ConfigNode.Value? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        let radix = takeRadix(&digits)
        // `UInt64.init` takes a sign, which may not stand here again.
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
            let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
        else { return nil }
        if !isNegative { return Int64(exactly: magnitude).map { .int($0) } ?? .uint(magnitude) }
        guard magnitude <= Int64.min.magnitude else { return nil }
        return .int(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private static func takeRadix(_ digits: inout ArraySlice<UInt8>) -> Int {
        guard digits.first == UInt8(ascii: "0"), digits.count > 1 else { return 10 }
        digits.removeFirst()
        switch digits.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"):
            digits.removeFirst()
            return 16
        case UInt8(ascii: "o"):
            digits.removeFirst()
            return 8
        case UInt8(ascii: "b"):
            digits.removeFirst()
            return 2
        default: return 8
        }
    }

    /// Whether `text` is a sign, digits with at most one point, and an exponent, the last two optional.
    private static func isDecimal(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let fraction = rest.prefix(while: isDigit)
            guard !whole.isEmpty || !fraction.isEmpty else { return false }
            rest = rest.dropFirst(fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = rest.first else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        rest.removeFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }
}
