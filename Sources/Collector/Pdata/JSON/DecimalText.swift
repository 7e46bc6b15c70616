/// The fewest decimal digits that name a double, and texts made of them.
package struct DecimalText {
    /// The digits, without leading or trailing zeros but at least one.
    package let digits: [UInt8]
    /// Where the point stands: the value is 0.`digits` times ten to the power of this.
    package let point: Int
    /// Whether there is a minus sign.
    package let isNegative: Bool

    /// The digits of `value`, which is finite.
    package init(_ value: Double) {
        var digits: [UInt8] = []
        var point = 0
        var hasPoint = false
        var exponent = 0
        let text = value.magnitude.description
        var rest = Substring(text)[...].utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: ".") {
                hasPoint = true
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(Substring(rest)) ?? 0
                break
            } else {
                digits.append(byte)
                if !hasPoint { point += 1 }
            }
        }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = digits.isEmpty ? [UInt8(ascii: "0")] : digits
        self.point = digits.isEmpty ? 1 : point - zeros + exponent
        isNegative = value.sign == .minus
    }

    /// The digits with a point where it belongs, and no exponent.
    package var plain: String {
        var text = isNegative ? "-" : ""
        if point <= 0 {
            text += "0." + String(repeating: "0", count: -point) + String(decoding: digits, as: UTF8.self)
        } else if point >= digits.count {
            text += String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: point - digits.count)
        } else {
            text +=
                String(decoding: digits[..<point], as: UTF8.self) + "."
                + String(decoding: digits[point...], as: UTF8.self)
        }
        return text
    }

    /// One digit, a point, the other digits, and an exponent of at least `exponentDigits` digits.
    package func scientific(exponentDigits: Int) -> String {
        var text = (isNegative ? "-" : "") + String(decoding: digits[..<1], as: UTF8.self)
        if digits.count > 1 { text += "." + String(decoding: digits[1...], as: UTF8.self) }
        let exponent = point - 1
        let magnitude = String(exponent.magnitude)
        let padding = String(repeating: "0", count: max(exponentDigits - magnitude.count, 0))
        return text + (exponent < 0 ? "e-" : "e+") + padding + magnitude
    }

    /// `value` as JavaScript prints it, but for the minus sign of zero, which is kept.
    package static func es6(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let decimal = DecimalText(value)
        guard value == 0 || (value.magnitude >= 1e-6 && value.magnitude < 1e21) else {
            return decimal.scientific(exponentDigits: 1)
        }
        return decimal.plain
    }
}
