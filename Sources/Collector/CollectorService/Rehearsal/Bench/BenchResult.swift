internal import Pdata

/// What `bench` found for one signal.
struct BenchResult: Sendable {
    var signal: Signal
    var items: Int
    var itemsPerRequest: Int
    /// How long it took, from the first request to the last.
    var elapsed: Duration
    /// The process's processor time, without what measuring took.
    var total: Duration
    /// The parts of it that are known, in order of the path.
    var parts: [(name: String, time: Duration)]

    /// A table of what an item costs.
    var table: String {
        let known = parts.reduce(Duration.zero) { $0 + $1.time }
        let rows =
            parts + [("timers, tasks and the rest", max(.zero, total - known)), ("all", max(total, known))]
        let width = rows.map(\.name.count).max() ?? 0
        var text = "\(signal): \(items) items in \(Self.decimal(seconds(elapsed), 1)) s, \(itemsPerRequest) a request\n"
        text += "  " + Self.padded("", width) + "  µs/item   share\n"
        for row in rows {
            let share = seconds(row.time) / max(seconds(max(total, known)), .leastNonzeroMagnitude) * 100
            text += "  " + Self.padded(row.name, width) + "  "
            text += Self.right(Self.decimal(microseconds(row.time), 3), 7) + "  "
            text += Self.right(Self.decimal(share, 0), 4) + " %\n"
        }
        return text
    }

    /// The cores that `rate` items per second take.
    func cores(for rate: Int) -> Double { microseconds(total) * Double(rate) / 1_000_000 }

    /// The items per second that one core takes.
    var itemsPerCore: Double { 1_000_000 / max(microseconds(total), .leastNonzeroMagnitude) }

    private func microseconds(_ time: Duration) -> Double { seconds(time) * 1_000_000 / Double(max(items, 1)) }

    private func seconds(_ time: Duration) -> Double {
        Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }

    /// `value` with `places` digits after its point.
    static func decimal(_ value: Double, _ places: Int) -> String {
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        guard value.isFinite, value < 1e12 else { return "∞" }
        let scaled = Int((value * Double(scale)).rounded())
        guard places > 0 else { return "\(scaled)" }
        let digits = "\(scaled % scale)"
        return "\(scaled / scale)." + String(repeating: "0", count: places - digits.count) + digits
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
