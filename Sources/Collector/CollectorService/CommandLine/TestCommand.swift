internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// Sends what cases give through the configuration's own pipelines, and compares what comes out with what they expect.
struct TestCommand: Sendable {
    /// How long the components may take over one case.
    private static let patience = Duration.seconds(30)

    let loader: ConfigurationLoader
    /// Files, and folders of them.
    let paths: [String]
    /// Whether what comes out is written down as what is expected.
    let records: Bool

    /// Runs the cases, and says of each how it ended.
    ///
    /// - Returns: the exit status: 1 when a case fails.
    func run(_ say: (String) -> Void = StandardStreams.out) throws(ServiceError) -> Int32 {
        var files: [String] = []
        for path in paths { files += try CaseFiles.find(at: path) }
        let command = self
        let loaded = try waiting { () async throws(ServiceError) in try await command.loader.load() }
        for warning in loaded.warnings { StandardStreams.error("\(warning)\n") }
        var failed = 0
        for file in files {
            let problems: [String]
            do throws(ServiceError) {
                problems = try waiting { () async throws(ServiceError) in try await command.problems(of: file, loaded) }
            } catch {
                problems = ["\(error)"]
            }
            if !problems.isEmpty { failed += 1 }
            let verdict = problems.isEmpty ? (records ? "recorded" : "ok  ") : "FAIL"
            say("\(verdict)  \(file)\n" + problems.map { "      \($0)\n" }.joined())
        }
        let count = "\(files.count) \(files.count == 1 ? "case" : "cases")"
        say(failed == 0 ? "\(count), all is well\n" : "\(failed) of \(count) failed\n")
        return failed == 0 ? 0 : 1
    }

    private func problems(of path: String, _ loaded: ConfigurationLoader.Loaded) async throws(ServiceError) -> [String]
    {
        let tested = try PipelineCase(path: path, text: try CaseFiles.read(path))
        let log = CaseLog()
        let output = try await output(of: tested, loaded, log)
        var actual: [String: [String]] = [:]
        for (exporter, requests) in output { actual["\(exporter)"] = try PipelineCase.lines(of: requests) }
        if records {
            try CaseFiles.write(Self.text(of: actual), to: tested.expectedPath)
            return []
        }
        guard let text = try? CaseFiles.read(tested.expectedPath) else {
            return ["\(tested.expectedPath) is missing; --record writes it"]
        }
        let expected = try tested.expectation(text)
        var problems: [String] = []
        for exporter in Set(expected.keys).union(actual.keys).sorted() {
            let difference = LineDifference.lines(expected[exporter] ?? [], actual[exporter] ?? [])
            guard !difference.isEmpty else { continue }
            problems.append("what reaches \(exporter) (- expected, + actual):")
            problems += difference
        }
        return problems.isEmpty ? [] : problems + log.lines
    }

    /// What reaches the exporters of pipelines made for this case alone.
    private func output(
        of tested: PipelineCase,
        _ loaded: ConfigurationLoader.Loaded,
        _ log: CaseLog
    ) async throws(ServiceError) -> [(exporter: ComponentID, requests: [Bytes])] {
        let captured = CapturedTelemetry()
        let rehearsal = try Rehearsal(
            loaded,
            loader.distribution.build,
            clock: StandingClock(),
            sink: log,
            exporters: captured
        )
        let work = Task(executorPreference: LoopGroup.shared.next()) { () -> ServiceError? in
            do throws(ServiceError) {
                try await rehearsal.start()
                for data in tested.given { try await Self.send(data, tested.receiver, rehearsal) }
                try await rehearsal.shutdown()
                return nil
            } catch {
                try? await rehearsal.shutdown()
                return error
            }
        }
        let limit = Task.detached(executorPreference: LoopGroup.shared.next()) {
            guard (try? await LoopGroup.shared.clock.sleep(for: Self.patience)) != nil else { return }
            work.cancel()
        }
        let failure = await work.value
        limit.cancel()
        if let failure {
            throw ServiceError(([failure.description] + log.lines).joined(separator: "\n      "))
        }
        return captured.requests
    }

    private static func send<Data: PipelineData>(
        _ data: Data,
        _ receiver: ComponentID?,
        _ rehearsal: Rehearsal
    ) async throws(ServiceError) {
        let receivers = rehearsal.receivers(of: Data.signal)
        let list = receivers.map(\.description).joined(separator: ", ")
        guard let id = receiver ?? (receivers.count == 1 ? receivers.first : nil) else {
            throw ServiceError(
                receivers.isEmpty
                    ? "no pipeline of \(Data.signal) begins with a receiver"
                    : "several receivers take \(Data.signal): \(list); write {\"receiver\": …, \"requests\": […]}"
            )
        }
        guard receivers.contains(id) else {
            throw ServiceError(
                "no pipeline of \(Data.signal) begins with the receiver \"\(id)\"; some do with: \(list)"
            )
        }
        try await ServiceError.wrapping("the pipelines of \(id) refuse it: ") {
            try await rehearsal.send(data, from: id)
        }
    }

    /// An expectation as `--record` writes it.
    private static func text(of output: [String: [String]]) -> String {
        let exporters = output.keys.sorted()
        let members = exporters.enumerated().map { index, exporter in
            let lines = output[exporter] ?? []
            let body = ([lines.first ?? "[]"] + lines.dropFirst().map { "  " + $0 }).joined(separator: "\n")
            return "  \"\(exporter)\": \(body)" + (index + 1 < exporters.count ? "," : "") + "\n"
        }
        return "{\n\(members.joined())}\n"
    }
}

/// The warnings and errors that components write while a case runs.
private final class CaseLog: LogSink {
    /// More are not kept.
    private static let mostLines = 20

    private let kept = Lock<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func isEnabled(_ level: LogLevel) -> Bool { level >= .warn }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        let details = fields.filter { ["error", "otelcol.component.id"].contains($0.key) }.map {
            "\($0.key)=\($0.value)"
        }
        kept.withLock { lines in
            guard lines.count < Self.mostLines else { return }
            lines.append(([level.description, message] + details).joined(separator: " "))
        }
    }
}
