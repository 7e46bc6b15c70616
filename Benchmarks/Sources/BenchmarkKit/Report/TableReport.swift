internal import Foundation

/// Shows outcomes as lines of a table, one scenario after the other.
public struct TableReport {
    private static let columns: [(title: String, width: Int)] = [
        ("scenario", -22), ("CPU-s/M items", 20), ("goal", 6), ("items/s", 9), ("p50 ms", 8), ("p99 ms", 8),
        ("idle MB", 8), ("peak MB", 8), ("ready ms", 9), ("delivered", 10), ("lost", 6),
    ]

    private var medians: [String: [String: Double]] = [:]

    /// A table without rows.
    public init() {}

    /// The first two lines.
    public var header: String {
        let titles = zip(Self.columns, Self.columns.map(\.title)).map { Self.cell($1, $0.width) }
        return titles.joined(separator: " ") + "\n"
            + Self.columns.map { String(repeating: "-", count: abs($0.width)) }.joined(separator: " ")
    }

    /// The lines of one scenario: one for each collector, and for two their ratio; then what is worth a remark.
    public mutating func lines(_ outcomes: [Outcome]) -> String {
        guard let variant = outcomes.first?.variant else { return "" }
        var lines: [String] = []
        for (index, outcome) in outcomes.enumerated() {
            let name = index == 0 ? variant.name : "  \(outcome.contestant)"
            lines.append(row(name, outcome))
            lines += remarks(outcome).map { "    \($0)" }
            if !outcome.measurements.isEmpty {
                medians[variant.name, default: [:]][outcome.contestant] = outcome.spread(\.cpuPerMillion).median
            }
        }
        if outcomes.count == 2, outcomes.allSatisfy({ !$0.measurements.isEmpty }) {
            lines.append(ratio(outcomes[0], outcomes[1]))
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ outcome: Outcome) -> String {
        guard !outcome.measurements.isEmpty else { return Self.cell(name, Self.columns[0].width) + " " + why(outcome) }
        let cpu = outcome.spread(\.cpuPerMillion)
        let hasSink = outcome.variant.scenario.sink.expects != .none
        let goal = outcome.variant.scenario.baseline.isEmpty ? outcome.variant.goal : nil
        return Self.row([
            name, String(format: "%.3f (%.3f–%.3f)", cpu.median, cpu.least, cpu.most),
            goal.map { String(format: "%.2f", $0) } ?? "",
            String(format: "%.0f", outcome.spread(\.itemsPerSecond).median),
            String(format: "%.2f", outcome.latency(0.5)), String(format: "%.2f", outcome.latency(0.99)),
            String(format: "%.1f", outcome.spread(\.idleRSS).median),
            String(format: "%.1f", outcome.spread(\.peakRSS).most),
            String(format: "%.1f", outcome.spread(\.readyTime).median),
            hasSink ? "\(outcome.total(\.balance.delivered))" : "-", hasSink ? "\(outcome.total(\.balance.lost))" : "-",
        ])
    }

    private func why(_ outcome: Outcome) -> String {
        switch outcome.obstacle {
        case .missing(let types): "not built: component missing (\(types.joined(separator: ", ")))"
        case .failed(let message): "failed: \(message)"
        case nil: "did not run"
        }
    }

    private func remarks(_ outcome: Outcome) -> [String] {
        guard !outcome.measurements.isEmpty else { return [] }
        var remarks: [String] = []
        if outcome.obstacle != nil { remarks.append(why(outcome)) }
        let scenario = outcome.variant.scenario
        if !scenario.baseline.isEmpty, let base = medians[scenario.baseline]?[outcome.contestant], base > 0 {
            let goal = outcome.variant.goal.map { String(format: " (goal %.2f)", $0) } ?? ""
            let times = outcome.spread(\.cpuPerMillion).median / base
            remarks.append(String(format: "%.2f times the CPU time of %@%@", times, scenario.baseline, goal))
        }
        if scenario.goalRSS > 0 {
            let peak = outcome.spread(\.peakRSS).most
            let above = peak - outcome.spread(\.idleRSS).median
            remarks.append(
                String(format: "peak RSS %.1f MB, %.1f above idle (goal %.0f)", peak, above, scenario.goalRSS)
            )
        }
        let came = outcome.total(\.sink.sampled.came)
        let zlib = outcome.total(\.sink.sampled.zlib)
        if zlib > 0, let first = outcome.measurements.first, first.items > 0 {
            let perItem = Double(first.sink.wireBytes) / Double(first.items)
            let more = (Double(came) / Double(zlib) - 1) * 100
            remarks.append(String(format: "egress %.1f bytes an item, %+.1f %% of zlib 6's size", perItem, more))
        }
        let counts: [(Int, String)] = [
            (outcome.total(\.load.refused), "refusals (\(outcome.total(\.load.hinted)) said when to retry)"),
            (
                outcome.total(\.load.rejected),
                "requests refused for good: \(outcome.measurements.compactMap(\.load.rejection).first ?? "")"
            ),
            (outcome.total(\.load.reconnects), "reconnects"),
            (outcome.total(\.balance.duplicates), "items arrived more than once"),
            (outcome.total(\.balance.foreign), "items arrived that should not have"),
            (outcome.total(\.sink.refused), "requests refused by the sink"),
            (outcome.total(\.sink.unreadable), "requests that the sink could not read"),
        ]
        remarks += counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if let failure = outcome.measurements.compactMap(\.failure).first {
            remarks.append("the collector did not end well: \(failure)")
        }
        return remarks
    }

    private func ratio(_ first: Outcome, _ second: Outcome) -> String {
        func times(_ figure: (Measurement) -> Double) -> String {
            let own = first.spread(figure).median
            return own > 0 ? String(format: "%.2fx", second.spread(figure).median / own) : ""
        }
        func latency(_ quantile: Double) -> String {
            let own = first.latency(quantile)
            return own > 0 ? String(format: "%.2fx", second.latency(quantile) / own) : ""
        }
        return Self.row([
            "  \(second.contestant) / \(first.contestant)", times(\.cpuPerMillion), "", times(\.itemsPerSecond),
            latency(0.5),
            latency(0.99), times(\.idleRSS), times(\.peakRSS), times(\.readyTime), "", "",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        zip(columns, cells).map { cell($1, $0.width) }.joined(separator: " ")
    }

    /// `text` padded to a width, to the left where that is negative.
    private static func cell(_ text: String, _ width: Int) -> String {
        let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + padding : padding + text
    }
}
