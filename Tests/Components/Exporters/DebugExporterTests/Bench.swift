import CollectorAPI
import CollectorTestKit
import DebugExporter
import Pdata

/// A debug exporter with everything around it.
struct Bench {
    let clock = TestClock()
    let log: RecordingLogSink
    let metrics = MetricRegistry()
    let host: TestHost
    private let config: DebugSettings

    init(_ yaml: String = "", log: RecordingLogSink = RecordingLogSink()) throws {
        self.log = log
        host = TestHost(clock: clock)
        config = try DebugSettings.decode(yaml: yaml)
    }

    /// The exporter, running.
    func traces() async throws -> any Exporter<Traces> {
        let exporter = try DebugExporterFactory().traces(config, context)
        try await exporter.start(host)
        return exporter
    }

    /// Has `data` printed by an exporter that lives only for it.
    func export(_ data: Traces) async throws {
        try await run(DebugExporterFactory().traces(config, context), data)
    }

    func export(_ data: Metrics) async throws {
        try await run(DebugExporterFactory().metrics(config, context), data)
    }

    func export(_ data: Logs) async throws {
        try await run(DebugExporterFactory().logs(config, context), data)
    }

    func export(_ data: Profiles) async throws {
        try await run(DebugExporterFactory().profiles(config, context), data)
    }

    private var context: ComponentContext { .test("debug", kind: .exporter, log: log, metrics: metrics) }

    private func run<E: Exporter>(_ exporter: E, _ data: E.Data) async throws {
        try await exporter.start(host)
        try await exporter.consume(data)
        try await exporter.shutdown()
    }
}

/// What a debug exporter of `verbosity` prints of `data` after the line that counts.
func text(_ verbosity: String, of data: Traces) async throws -> String {
    let bench = try Bench("verbosity: \(verbosity)")
    try await bench.export(data)
    return bench.log.messages.last ?? ""
}

func text(_ verbosity: String, of data: Metrics) async throws -> String {
    let bench = try Bench("verbosity: \(verbosity)")
    try await bench.export(data)
    return bench.log.messages.last ?? ""
}

func text(_ verbosity: String, of data: Logs) async throws -> String {
    let bench = try Bench("verbosity: \(verbosity)")
    try await bench.export(data)
    return bench.log.messages.last ?? ""
}

func text(_ verbosity: String, of data: Profiles) async throws -> String {
    let bench = try Bench("verbosity: \(verbosity)")
    try await bench.export(data)
    return bench.log.messages.last ?? ""
}

/// Lines as one text; trailing spaces stay visible.
func lines(_ lines: String...) -> String { lines.map { $0 + "\n" }.joined() }
