/// Why a text is not a duration, in the words that Go's users know.
package enum DurationError: Error, CustomStringConvertible {
    case invalid(String)
    case missingUnit(String)
    case unknownUnit(String, String)

    package var description: String {
        switch self {
        case .invalid(let text): "time: invalid duration \"\(text)\""
        case .missingUnit(let text): "time: missing unit in duration \"\(text)\""
        case .unknownUnit(let unit, let text): "time: unknown unit \"\(unit)\" in duration \"\(text)\""
        }
    }

    var fix: String {
        switch self {
        case .invalid: "write numbers with units, such as 1h30m, 10s or 200ms"
        case .missingUnit(let text): "write the unit, such as \(text)s or \(text)ms"
        case .unknownUnit: "units are ns, us, µs, ms, s, m, h"
        }
    }
}

extension Duration {
    /// The duration that `text` spells as Go does: a sign, then numbers each with a unit; or `0`.
    package init(goText text: String) throws(DurationError) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        guard !rest.isEmpty else { throw .invalid(text) }
        var total: Int64 = 0
        while !rest.isEmpty {
            let (sum, overflow) = total.addingReportingOverflow(try Self.takePart(&rest, of: text))
            guard !overflow else { throw .invalid(text) }
            total = sum
        }
        self = .nanoseconds(isNegative ? -total : total)
    }

    /// The nanoseconds of one number with its unit.
    private static func takePart(_ rest: inout Substring, of text: String) throws(DurationError) -> Int64 {
        let whole = takeDigits(&rest)
        var fraction: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { throw .invalid(text) }
        let unit = rest.prefix { $0 != "." && !isDigit($0) }
        guard !unit.isEmpty else { throw .missingUnit(text) }
        guard let scale = units[String(unit)] else { throw .unknownUnit(String(unit), text) }
        rest = rest[unit.endIndex...]

        let number = whole.isEmpty ? 0 : Int64(whole)
        guard let number else { throw .invalid(text) }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw .invalid(text) }
        let (sum, carry) = product.addingReportingOverflow(Self.part(fraction, of: scale))
        guard !carry else { throw .invalid(text) }
        return sum
    }

    /// The whole nanoseconds in the decimal fraction `digits` of `scale`.
    private static func part(_ digits: Substring, of scale: Int64) -> Int64 {
        // Digits beyond the fifteenth are below a nanosecond, even of an hour.
        var (numerator, denominator): (Int64, Int64) = (0, 1)
        for digit in digits.prefix(15) {
            numerator = numerator * 10 + Int64(digit.wholeNumberValue ?? 0)
            denominator *= 10
        }
        let (high, low) = scale.multipliedFullWidth(by: numerator)
        return denominator.dividingFullWidth((high, low)).quotient
    }

    private static func takeDigits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix(while: isDigit)
        rest = rest[digits.endIndex...]
        return digits
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) && character.isASCII }

    private static let units: [String: Int64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    /// Whole nanoseconds, at the type's limits where they do not fit.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration as Go spells it, such as `1h2m3.5s`, `200ms` or `0s`.
    public var goText: String {
        let total = nanoseconds
        let sign = total < 0 ? "-" : ""
        let magnitude = total.magnitude
        switch magnitude {
        case 0: return "0s"
        case ..<1_000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + Self.decimal(magnitude, 1_000) + "µs"
        case ..<1_000_000_000: return sign + Self.decimal(magnitude, 1_000_000) + "ms"
        default: break
        }
        let minutes = magnitude / 60_000_000_000
        let seconds = Self.decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        return minutes < 60 ? "\(sign)\(minutes)m\(seconds)" : "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// `value / unit` without trailing zeros; `unit` is a power of ten.
    private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        var fraction = String(String(unit + value % unit).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(value / unit)" : "\(value / unit).\(fraction)"
    }
}
