public import CollectorConfig

/// A load, the collector's configuration for it, and what is to come out: one file in `Benchmarks/Scenarios`.
public struct Scenario: Settings {
    /// What it measures, in a few words.
    public var title = ""

    /// The collector's configuration, a file in `Benchmarks/Configs`.
    public var config = ""

    /// What kind of items is sent.
    public var signal = BenchmarkSignal.traces

    /// The number of items in a request; each is a scenario of its own.
    public var itemsPerRequest = [100]

    /// How the load is sent.
    public var load = LoadSettings()

    /// What is behind the collector.
    public var sink = SinkSettings()

    /// The number of items that are measured.
    public var items = 1_000_000

    /// The number of items before those.
    public var warmUp = 100_000

    /// The seconds after which no more is sent; 0 is no bound.
    public var seconds = 0.0

    /// How often it runs; 0 leaves that to the command line.
    public var repetitions = 0

    /// The scenario that its CPU time is set in relation to.
    public var baseline = ""

    /// CPU-seconds per million items that are aimed at, by items per request; with a baseline, the ratio to it.
    public var goals: [String: Double] = [:]

    /// The highest peak RSS that is aimed at, in MB.
    public var goalRSS = 0.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("title", \.title, "What it measures, in a few words."),
        Setting("config", \.config, "The collector's configuration, a file in Configs."),
        Setting("signal", \.signal, "traces, metrics or logs."),
        Setting("items_per_request", \.itemsPerRequest, "Items in a request; each number is a scenario of its own."),
        Setting("load", \.load, "How the load is sent."),
        Setting("sink", \.sink, "What is behind the collector."),
        Setting("items", \.items, "Items that are measured.", .range(1...1_000_000_000)),
        Setting("warm_up", \.warmUp, "Items before those.", .range(0...1_000_000_000)),
        Setting("seconds", \.seconds, "Seconds after which no more is sent; 0 is no bound.", .atLeast(0)),
        Setting("repetitions", \.repetitions, "How often it runs; 0 leaves that to the command line.", .atLeast(0)),
        Setting("baseline", \.baseline, "The scenario that its CPU time is set in relation to."),
        Setting(
            "goals",
            \.goals,
            "CPU-seconds per million items aimed at, by items per request; with a baseline, the ratio to it."
        ),
        Setting("goal_rss", \.goalRSS, "Peak RSS aimed at, in MB; 0 is no goal."),
    ]

    /// What the file's text cannot do without.
    public func validate(_ report: inout ValidationReport) {
        if config.isEmpty { report.error("names no configuration", fix: "write config: with a file of Configs") }
        if itemsPerRequest.isEmpty || itemsPerRequest.contains(where: { !(1...100_000).contains($0) }) {
            report.error("must be numbers between 1 and 100000", at: "items_per_request")
        }
        for key in goals.keys where !itemsPerRequest.map(String.init).contains(key) {
            report.error("is no number of items_per_request", at: "goals", key)
        }
    }
}
