public import Pdata

/// Times as text. Source: RFC 3339, in UTC, with as many digits of the second's fraction as are not zero.
public enum RFC3339 {
    /// Appends the time `nanoseconds` after 1970 to `output`.
    public static func append(_ nanoseconds: UInt64, to output: inout ByteBuilder) {
        let seconds = Int(nanoseconds / 1_000_000_000)
        let date = GregorianDate(daysSince1970: seconds / 86400)
        let second = seconds % 86400
        digits(date.year, 4, &output)
        output.append(UInt8(ascii: "-"))
        digits(date.month, 2, &output)
        output.append(UInt8(ascii: "-"))
        digits(date.day, 2, &output)
        output.append(UInt8(ascii: "T"))
        digits(second / 3600, 2, &output)
        output.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, 2, &output)
        output.append(UInt8(ascii: ":"))
        digits(second % 60, 2, &output)
        fraction(Int(nanoseconds % 1_000_000_000), &output)
        output.append(UInt8(ascii: "Z"))
    }

    /// The time `nanoseconds` after 1970, such as `2026-01-02T03:04:05.6Z`.
    public static func text(_ nanoseconds: UInt64) -> String {
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
}
