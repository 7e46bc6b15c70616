internal import Pdata

/// Times as text. Source: RFC 3339, in UTC, with as many digits of the second's fraction as are not zero.
enum RFC3339 {
    /// Appends the time `nanoseconds` after 1970 to `output`.
    static func append(_ nanoseconds: UInt64, to output: inout ByteBuilder) {
        let seconds = Int64(nanoseconds / 1_000_000_000)
        let (year, month, day) = date(daysSince1970: seconds / 86400)
        let second = Int(seconds % 86400)
        digits(year, 4, &output)
        output.append(UInt8(ascii: "-"))
        digits(month, 2, &output)
        output.append(UInt8(ascii: "-"))
        digits(day, 2, &output)
        output.append(UInt8(ascii: "T"))
        digits(second / 3600, 2, &output)
        output.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, 2, &output)
        output.append(UInt8(ascii: ":"))
        digits(second % 60, 2, &output)
        fraction(Int(nanoseconds % 1_000_000_000), &output)
        output.append(UInt8(ascii: "Z"))
    }

    /// The time as a text of its own.
    static func text(_ nanoseconds: UInt64) -> String {
        var output = ByteBuilder(capacity: 30)
        append(nanoseconds, to: &output)
        return output.finish().text
    }

    private static func fraction(_ nanoseconds: Int, _ output: inout ByteBuilder) {
        guard nanoseconds > 0 else { return }
        var rest = nanoseconds
        var count = 9
        while rest % 10 == 0 {
            rest /= 10
            count -= 1
        }
        output.append(UInt8(ascii: "."))
        digits(rest, count, &output)
    }

    private static func digits(_ value: Int, _ count: Int, _ output: inout ByteBuilder) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    private static func date(daysSince1970: Int64) -> (year: Int, month: Int, day: Int) {
        let days = Int(daysSince1970) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
