internal import Foundation

/// One run of a scenario against one collector, started for it.
public struct Trial {
    /// How long nothing may arrive at the sink before what is missing counts as lost, in seconds.
    private static let patience = 10.0

    /// How long a started collector is left alone before its memory is looked at, in seconds.
    private static let idleTime = 0.3

    let variant: ScenarioVariant
    let binary: String
    let config: String
    let certificate: Certificate?

    /// A share of the scenario's items and time that is run; 1 but for quick checks.
    var share = 1.0

    /// Runs it.
    ///
    /// - Throws: what kept the collector from starting, or the load from being sent.
    func run() throws -> Measurement {
        let scenario = variant.scenario
        let warmUp = variant.requests(for: Int(Double(scenario.warmUp) * share))
        let requests = max(1, variant.requests(for: Int(Double(scenario.items) * share)))
        let ledger = Ledger(
            itemsPerRequest: variant.itemsPerRequest,
            mostRequests: warmUp + requests,
            expects: scenario.sink.expects.includes
        )
        let sink = try Sink(scenario.sink, ledger: ledger)
        defer { sink.stop() }
        let ports = (grpc: try Socket.freePort(), http: try Socket.freePort())
        let collector = try CollectorProcess(binary, config: config, environment: environment(ports, sink))
        do {
            var measurement = Measurement()
            measurement.readyTime = collector.readyTime
            Thread.sleep(forTimeInterval: Self.idleTime)
            measurement.idleRSS = collector.memory("VmRSS")
            var generator: LoadGenerator? = try LoadGenerator(
                scenario.load,
                variant.scenario.signal,
                itemsPerRequest: variant.itemsPerRequest,
                port: scenario.load.transport == .grpc ? ports.grpc : ports.http,
                ledger: ledger
            )
            if warmUp > 0 {
                _ = try generator?.run(requests: warmUp, seconds: nil)
                ledger.settle(patience: Self.patience)
            }
            sink.resetCounts()
            let before = (cpu: try collector.cpuTime(), items: ledger.current.acknowledged)
            let seconds = scenario.seconds > 0 ? max(1, scenario.seconds * share) : nil
            measurement.load = try generator?.run(requests: requests, seconds: seconds) ?? LoadResult()
            ledger.settle(patience: Self.patience)
            measurement.cpuSeconds = try collector.cpuTime() - before.cpu
            measurement.items = ledger.current.acknowledged - before.items
            measurement.peakRSS = collector.memory("VmHWM")
            // Clients leave first, so that the collector has nobody to wait for.
            generator = nil
            measurement.failure = collector.stop()
            // What a collector still held is delivered when it stops.
            measurement.balance = ledger.current
            measurement.sink = sink.counts
            return measurement
        } catch {
            _ = collector.stop()
            throw error
        }
    }

    private func environment(_ ports: (grpc: UInt16, http: UInt16), _ sink: Sink) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter {
            ["PATH", "HOME", "GOMAXPROCS", "GOGC"].contains($0.key)
        }
        variables["BENCH_GRPC"] = "127.0.0.1:\(ports.grpc)"
        variables["BENCH_HTTP"] = "127.0.0.1:\(ports.http)"
        variables["BENCH_SINK"] = "127.0.0.1:\(sink.port)"
        variables["BENCH_SINK_RATE"] = "\(Int(variant.scenario.sink.rate))"
        variables["BENCH_CERT"] = certificate?.certificate
        variables["BENCH_KEY"] = certificate?.key
        return variables
    }
}

/// What one run came to.
public struct Measurement: Sendable {
    /// The CPU time of the measured phase, in seconds.
    public var cpuSeconds = 0.0

    /// The items that were acknowledged in it.
    public var items = 0

    /// Resident memory after the start and at its highest, in MB.
    public var idleRSS = 0.0
    /// See ``idleRSS``.
    public var peakRSS = 0.0

    /// From exec until ready, in milliseconds.
    public var readyTime = 0.0

    /// What the clients saw in the measured phase.
    public var load = LoadResult()

    /// What arrived, over the whole run.
    public var balance = Ledger.Balance()

    /// What the sink saw in the measured phase.
    public var sink = SinkCounts()

    /// The end of the collector's log when it did not end well.
    public var failure: String?

    /// CPU-seconds per million items.
    public var cpuPerMillion: Double { items > 0 ? cpuSeconds / Double(items) * 1e6 : 0 }

    /// Items a second.
    public var itemsPerSecond: Double { load.seconds > 0 ? Double(items) / load.seconds : 0 }
}
