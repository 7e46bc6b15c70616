internal import Pdata

/// What an item's randomness must reach for it to be kept, of 2⁵⁶: 0 keeps all. As OpenTelemetry specifies it for
/// consistent sampling.
struct Threshold: Sendable, Hashable, Comparable {
    /// The number of hexadecimal digits.
    static let digits = 14

    private static let one = 1 << 56 as UInt64

    /// The least probability that has a threshold, 2⁻⁵⁶.
    static let leastProbability = 1 / Double(one)

    static let always = Threshold(value: 0)
    static let never = Threshold(value: one)

    let value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    /// The threshold that keeps items with `probability`, rounded to `precision` digits behind those that every threshold so
    /// near to 0 or 1 begins with; nil when it is out of range.
    init?(probability: Double, precision: Int) {
        guard probability >= Self.leastProbability, probability <= 1 else { return nil }
        guard probability < 1 else {
            self = .always
            return
        }
        let leading = max(Self.leadingDigits(probability), Self.leadingDigits(1 - probability))
        let precision = min(precision + leading, Self.digits)
        var value = Self.one - UInt64((probability * Double(Self.one)).rounded())
        let shift = UInt64(4 * (Self.digits - precision))
        if shift > 0 {
            value += 1 << (shift - 1)
            value = (value >> shift) << shift
        }
        self.value = value
    }

    /// How many hexadecimal digits behind the point are zero, or one more.
    private static func leadingDigits(_ fraction: Double) -> Int {
        // The exponent of a significand from a half to one.
        let exponent = Int(fraction.exponent) + 1
        return exponent < 0 ? -exponent / 4 : 0
    }

    /// The threshold that `text` spells in up to 14 digits, trailing zeros left out; nil when it is none.
    init?(text: some StringProtocol) {
        let count = text.utf8.count
        guard count <= Self.digits, let value = hexadecimal(text) else { return nil }
        self.value = value << UInt64(4 * (Self.digits - count))
    }

    /// The digits without trailing zeros.
    var text: String {
        guard value > 0 else { return "0" }
        let digits = Randomness(value: value).text
        return String(digits.reversed().drop { $0 == "0" }.reversed())
    }

    /// The probability with which it keeps items.
    var probability: Double { Double(Self.one - value) / Double(Self.one) }

    func keeps(_ randomness: Randomness) -> Bool { randomness.value >= value }

    static func < (lhs: Threshold, rhs: Threshold) -> Bool { lhs.value < rhs.value }
}

/// What decides on an item, below 2⁵⁶: the same wherever it is decided on.
struct Randomness: Sendable, Hashable {
    /// That of an item that every threshold keeps.
    static let greatest = Randomness(value: (1 << 56) - 1)

    let value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    /// The low 56 bits of a trace id, which W3C says are random.
    init(_ id: TraceID) {
        value = id.low & Self.greatest.value
    }

    /// The randomness that `text` spells in 14 digits; nil when it does not.
    init?(text: some StringProtocol) {
        guard text.utf8.count == Threshold.digits, let value = hexadecimal(text) else { return nil }
        self.value = value
    }

    /// 14 hexadecimal digits.
    var text: String { String(Hex.string(value).suffix(Threshold.digits)) }
}

/// The number that `text` spells in hexadecimal digits only; nil when it does not.
private func hexadecimal(_ text: some StringProtocol) -> UInt64? {
    guard text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt64(text, radix: 16)
}
