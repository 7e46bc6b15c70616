internal import Foundation

/// Outcomes as JSON: one object for each scenario and collector, with every run.
public enum JSONReport {
    private struct Row: Encodable {
        var scenario: String
        var title: String
        var itemsPerRequest: Int
        var collector: String
        var missing: [String]?
        var error: String?
        var goal: Double?
        var baseline: String?
        var cpuSecondsPerMillion: Figure?
        var itemsPerSecond: Figure?
        var latencyMilliseconds: [String: Double]?
        var idleMegabytes: Figure?
        var peakMegabytes: Figure?
        var readyMilliseconds: Figure?
        var runs: [Run] = []
    }

    private struct Figure: Encodable {
        var median: Double
        var least: Double
        var most: Double
    }

    private struct Run: Encodable {
        var items: Int
        var seconds: Double
        var cpuSeconds: Double
        var acknowledged: Int
        var delivered: Int
        var lost: Int
        var duplicates: Int
        var foreign: Int
        var refused: Int
        var refusedWithHint: Int
        var rejected: Int
        var reconnects: Int
        var sinkRefused: Int
        var egressBytes: Int
        var sampledBytes: Int?
        var sampledBytesAsZlib6: Int?
        var failure: String?
    }

    /// `outcomes` as a JSON text.
    public static func text(_ outcomes: [Outcome]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(outcomes.map(row)), as: UTF8.self)
    }

    private static func row(_ outcome: Outcome) -> Row {
        var row = Row(
            scenario: outcome.variant.name,
            title: outcome.variant.scenario.title,
            itemsPerRequest: outcome.variant.itemsPerRequest,
            collector: outcome.contestant
        )
        row.goal = outcome.variant.goal
        row.baseline = outcome.variant.scenario.baseline.isEmpty ? nil : outcome.variant.scenario.baseline
        switch outcome.obstacle {
        case .missing(let types): row.missing = types
        case .failed(let message): row.error = message
        case nil: break
        }
        guard !outcome.measurements.isEmpty else { return row }
        row.cpuSecondsPerMillion = figure(outcome.spread(\.cpuPerMillion))
        row.itemsPerSecond = figure(outcome.spread(\.itemsPerSecond))
        row.latencyMilliseconds = ["p50": outcome.latency(0.5), "p99": outcome.latency(0.99)]
        row.idleMegabytes = figure(outcome.spread(\.idleRSS))
        row.peakMegabytes = figure(outcome.spread(\.peakRSS))
        row.readyMilliseconds = figure(outcome.spread(\.readyTime))
        row.runs = outcome.measurements.map(run)
        return row
    }

    private static func figure(_ spread: Spread) -> Figure {
        Figure(median: spread.median, least: spread.least, most: spread.most)
    }

    private static func run(_ measurement: Measurement) -> Run {
        Run(
            items: measurement.items,
            seconds: measurement.load.seconds,
            cpuSeconds: measurement.cpuSeconds,
            acknowledged: measurement.balance.acknowledged,
            delivered: measurement.balance.delivered,
            lost: measurement.balance.lost,
            duplicates: measurement.balance.duplicates,
            foreign: measurement.balance.foreign,
            refused: measurement.load.refused,
            refusedWithHint: measurement.load.hinted,
            rejected: measurement.load.rejected,
            reconnects: measurement.load.reconnects,
            sinkRefused: measurement.sink.refused,
            egressBytes: measurement.sink.wireBytes,
            sampledBytes: measurement.sink.sampled.zlib > 0 ? measurement.sink.sampled.came : nil,
            sampledBytesAsZlib6: measurement.sink.sampled.zlib > 0 ? measurement.sink.sampled.zlib : nil,
            failure: measurement.failure
        )
    }
}
