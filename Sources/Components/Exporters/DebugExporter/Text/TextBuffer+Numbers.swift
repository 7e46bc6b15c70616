internal import CollectorAPI
internal import Glibc
internal import Pdata

/// Numbers and times as Go prints them.
extension TextBuffer {
    /// `value` with six digits after the point, as by `%f`.
    mutating func append(fixed value: Double) {
        guard value.isFinite else {
            append(Self.notFinite(value))
            return
        }
        // The longest is -1.8e308: a sign, 309 digits, the point, and six digits.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 320) { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = withVaList([value]) { vsnprintf(base, buffer.count, "%.6f", $0) }
            let text = UnsafeRawBufferPointer(start: base, count: min(max(Int(count), 0), buffer.count - 1))
            append(String(decoding: text, as: UTF8.self))
        }
    }

    /// `value` in the fewest digits that name it, as by `%v`.
    mutating func append(shortest value: Double) {
        guard value.isFinite else {
            append(Self.notFinite(value))
            return
        }
        let decimal = DecimalText(value)
        let exponent = decimal.point - 1
        append(exponent < -4 || exponent >= 6 ? decimal.scientific(exponentDigits: 2) : decimal.plain)
    }

    /// Nanoseconds since 1970, such as `2020-02-11 20:26:12.000000321 +0000 UTC`; those of the upper half are before.
    mutating func append(time nanoseconds: UInt64) {
        let (seconds, fraction) = Self.divided(Int64(bitPattern: nanoseconds), by: 1_000_000_000)
        let (days, second) = Self.divided(seconds, by: 86_400)
        let date = GregorianDate(daysSince1970: Int(days))
        append(Int64(date.year))
        append("-")
        append(padded: Int64(date.month), 2)
        append("-")
        append(padded: Int64(date.day), 2)
        append(" ")
        append(padded: second / 3600, 2)
        append(":")
        append(padded: second / 60 % 60, 2)
        append(":")
        append(padded: second % 60, 2)
        append(fraction: fraction)
        append(" +0000 UTC")
    }

    private mutating func append(padded value: Int64, _ width: Int) {
        let digits = String(value)
        for _ in digits.utf8.count..<max(width, digits.utf8.count) { append(UInt8(ascii: "0")) }
        append(digits)
    }

    /// A point and the digits of `nanoseconds` without trailing zeros; nothing for zero.
    private mutating func append(fraction nanoseconds: Int64) {
        guard nanoseconds > 0 else { return }
        var rest = nanoseconds
        var width = 9
        while rest % 10 == 0 {
            rest /= 10
            width -= 1
        }
        append(".")
        append(padded: rest, width)
    }

    private static func notFinite(_ value: Double) -> String {
        guard !value.isNaN else { return "NaN" }
        return value < 0 ? "-Inf" : "+Inf"
    }

    /// Quotient and remainder, the latter never negative.
    private static func divided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
