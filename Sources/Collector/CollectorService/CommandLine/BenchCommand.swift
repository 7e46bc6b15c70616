internal import CollectorAPI
internal import CollectorNet
internal import Glibc
internal import Pdata

/// Loads the configuration's own pipelines, and says what an item costs in each of their components.
///
/// Requests enter as a receiver would send them, decoded and checked; exporters are replaced by counters. So sockets, and
/// what exporters do, are not measured.
struct BenchCommand: Sendable {
    /// A tenth of the time warms up, and is not counted.
    private static let warmUpPart = 10

    let loader: ConfigurationLoader
    let settings: BenchSettings

    /// Measures, and says what was found.
    ///
    /// - Returns: the exit status.
    func run(_ say: (String) -> Void = StandardStreams.out) throws(ServiceError) -> Int32 {
        let command = self
        let loaded = try waiting { () async throws(ServiceError) in try await command.loader.load() }
        for warning in loaded.warnings { StandardStreams.error("\(warning)\n") }
        let results = try waiting { () async throws(ServiceError) in try await command.measure(loaded) }
        guard !results.isEmpty else { throw ServiceError("no pipeline takes traces, metrics or logs from a receiver") }
        for result in results { say(result.table + summary(of: result) + "\n") }
        say(
            "Memory: \(Self.peakMemory >> 20) MB at its highest. Sockets, and what exporters do, are not in these figures.\n"
        )
        return 0
    }

    private func summary(of result: BenchResult) -> String {
        let most = BenchResult.decimal(result.itemsPerCore, 0)
        var text = "  One core takes \(most) items/s"
        if let rate = settings.rate {
            text += "; \(rate) items/s need \(BenchResult.decimal(result.cores(for: rate), 2)) cores"
        }
        return text + ".\n"
    }

    private func measure(_ loaded: ConfigurationLoader.Loaded) async throws(ServiceError) -> [BenchResult] {
        let signals = Set(loaded.plan.order.map(\.id.signal)).subtracting([.profiles]).sorted()
        var results: [BenchResult] = []
        for signal in signals {
            if let result = try await measure(loaded, signal.dataType, share: signals.count) { results.append(result) }
        }
        return results
    }

    /// What `Data` costs; nil when no receiver brings it in.
    private func measure<Data: PipelineData>(
        _ loaded: ConfigurationLoader.Loaded,
        _ type: Data.Type,
        share: Int
    ) async throws(ServiceError) -> BenchResult? {
        let meters = StageMeters()
        let rehearsal = try Rehearsal(
            loaded,
            loader.distribution.build,
            clock: LoopGroup.shared.clock,
            sink: Silence(),
            exporters: CountingExporters(),
            replace: meters.measuring
        )
        guard let receiver = rehearsal.receivers(of: Data.signal).first else { return nil }
        let requests = try BenchLoad.requests(type, items: settings.items)
        try await rehearsal.start()
        let duration = settings.duration / share
        do throws(ServiceError) {
            let decoding = StageMeter("decode and check")
            _ = try await load(rehearsal, type, requests, receiver, decoding, for: duration / Self.warmUpPart)
            decoding.reset()
            for meter in meters.all { meter.reset() }
            let (start, before) = (ContinuousClock.now, CPUTime.process)
            let items = try await load(rehearsal, type, requests, receiver, decoding, for: duration)
            let elapsed = start.duration(to: .now)
            let all = [decoding] + meters.all
            let parts = all.map { (name: $0.name, time: $0.time) }
            let overhead = all.reduce(Duration.zero) { $0 + $1.overhead }
            let total = max(.zero, CPUTime.process - before - overhead)
            try await rehearsal.shutdown()
            return BenchResult(
                signal: Data.signal,
                items: items,
                itemsPerRequest: settings.items,
                elapsed: elapsed,
                total: total,
                parts: parts.filter { $0.time > .zero }
            )
        } catch {
            try? await rehearsal.shutdown()
            throw error
        }
    }

    /// Sends `requests` in turn.
    ///
    /// - Returns: the number of items sent.
    private func load<Data: PipelineData>(
        _ rehearsal: Rehearsal,
        _ type: Data.Type,
        _ requests: [Bytes],
        _ receiver: ComponentID,
        _ decoding: StageMeter,
        for duration: Duration
    ) async throws(ServiceError) -> Int {
        let deadline = ContinuousClock.now + duration
        var (items, index) = (0, 0)
        do {
            while ContinuousClock.now < deadline {
                let request = requests[index % requests.count]
                index += 1
                var decoded: Data?
                try await decoding.inside { decoded = try Data(validating: request) }
                guard let decoded else { continue }
                try await send(decoded, rehearsal, receiver)
                items += decoded.itemCount
                // What waits on this loop, such as timers, gets its turn.
                if index % 64 == 0 { await Task.yield() }
            }
        } catch {
            throw ServiceError("the pipelines refuse the load: \(error)")
        }
        return items
    }

    /// Sends `data`, again where the pipelines take no more for now.
    private func send<Data: PipelineData>(
        _ data: Data,
        _ rehearsal: Rehearsal,
        _ receiver: ComponentID
    ) async throws {
        while true {
            do {
                return try await rehearsal.send(data, from: receiver)
            } catch let error as ConsumeError where !error.isPermanent {
                try await LoopGroup.shared.clock.sleep(for: .milliseconds(1))
            }
        }
    }

    /// The most memory that the process has had, in bytes.
    private static var peakMemory: Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss << 10
    }
}

/// Where nobody reads.
private struct Silence: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }
    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}
