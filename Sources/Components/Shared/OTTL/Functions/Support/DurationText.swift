/// Durations as Go writes them, such as `1h2m0.5s`.
enum DurationText {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
    ]

    /// The nanoseconds of the duration that `text` is; nil when it is none.
    static func parse(_ text: String) -> Int64? {
        var rest = Substring(text)
        var isNegative = false
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest.removeFirst()
        }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(name.count)
            guard let unit = units.first(where: { $0.name == name }), digits.contains(where: \.isNumber) else {
                return nil
            }
            let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2, let whole = Int64(parts[0].isEmpty ? "0" : String(parts[0])) else { return nil }
            let (product, overflow) = whole.multipliedReportingOverflow(by: Int64(unit.nanoseconds))
            guard !overflow else { return nil }
            var part = product
            if parts.count == 2, let fraction = Double("0." + parts[1] + "0") {
                part += Int64(fraction * unit.nanoseconds)
            }
            let (sum, carried) = total.addingReportingOverflow(part)
            guard !carried else { return nil }
            total = sum
        }
        return isNegative ? -total : total
    }

    /// `nanoseconds` as text.
    static func text(_ nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let size = nanoseconds.magnitude
        func decimal(_ size: UInt64, _ digits: Int) -> String {
            var divisor: UInt64 = 1
            for _ in 0..<digits { divisor *= 10 }
            let (whole, fraction) = size.quotientAndRemainder(dividingBy: divisor)
            var text = TimeText.padded(Int(fraction), digits)
            while text.hasSuffix("0") { text.removeLast() }
            return fraction == 0 ? "\(whole)" : "\(whole).\(text)"
        }
        switch size {
        case ..<1000: return "\(sign)\(size)ns"
        case ..<1_000_000: return "\(sign)\(decimal(size, 3))µs"
        case ..<1_000_000_000: return "\(sign)\(decimal(size, 6))ms"
        default:
            let seconds = size / 1_000_000_000
            let hours = seconds / 3600
            let minutes = seconds / 60 % 60
            let rest = decimal(size % 60_000_000_000, 9)
            let prefix = hours > 0 ? "\(hours)h\(minutes)m" : minutes > 0 ? "\(minutes)m" : ""
            return "\(sign)\(prefix)\(rest)s"
        }
    }
}
