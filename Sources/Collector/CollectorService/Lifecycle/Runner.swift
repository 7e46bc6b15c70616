internal import CollectorAPI
internal import CollectorNet

/// Runs a collector from its configuration to its end.
final class Runner: Sendable {
    private struct State {
        var service: Service?
        var result: Result<Void, ServiceError>?
        var work: Task<Void, Never>?
    }

    /// Asks it to stop.
    let stop = StopRequest()

    private let loader: ConfigurationLoader
    private let state = Lock(State())

    init(_ loader: ConfigurationLoader) {
        self.loader = loader
    }

    /// Begins, and calls `onChange` when it ends or begins to stop.
    func begin(onChange: @escaping @Sendable () -> Void) {
        stop.whenRequested(onChange)
        let work = Task.detached(executorPreference: LoopGroup.shared.next()) {
            let result = await self.run()
            self.state.withLock { $0.result = result }
            onChange()
        }
        state.withLock { $0.work = work }
    }

    /// How it ended; nil while it runs.
    var result: Result<Void, ServiceError>? { state.withLock { $0.result } }

    /// Where the collector logs, once there is one.
    var logger: Logger {
        state.withLock { $0.service?.logger } ?? Logger(StreamLogSink(fallbackWith: LoopGroup.shared.clock))
    }

    /// How long shutting down may take.
    var shutdownTimeout: Duration { state.withLock { $0.service?.shutdownTimeout } ?? .seconds(25) }

    /// Makes components give up what they still hold.
    func cancel() {
        state.withLock { $0.work }?.cancel()
    }

    private func run() async -> Result<Void, ServiceError> {
        var failures: [ServiceError] = []
        let returning = Task(executorPreference: LoopGroup.shared.next()) {
            await FreeMemory.keepReturning(LoopGroup.shared.clock)
        }
        defer { returning.cancel() }
        if let error = await start() {
            // Asked to stop while starting: what the start then threw is no news.
            if !stop.isRequested { failures.append(error) }
        } else {
            StartupCode.release()
            if case .fatal(let message) = await stop.wait() { failures.append(ServiceError(message)) }
        }
        stop.request(.asked)
        do throws(ServiceError) {
            try await state.withLock { $0.service }?.shutdown()
        } catch {
            failures.append(error)
        }
        guard !failures.isEmpty else { return .success(()) }
        return .failure(ServiceError(failures.map(\.description).joined(separator: "; ")))
    }

    /// Loads, creates and starts a service, unless someone asks to stop before that is done.
    private func start() async -> ServiceError? {
        let start = Task(executorPreference: LoopGroup.shared.next()) { () -> ServiceError? in
            do throws(ServiceError) {
                try await self.makeService().start()
                return nil
            } catch {
                return error
            }
        }
        stop.whenRequested { start.cancel() }
        return await start.value
    }

    private func makeService() async throws(ServiceError) -> Service {
        let loaded = try await loader.load()
        let service = try Service(
            loaded.configuration,
            loaded.plan,
            loader.distribution.build,
            warnings: loaded.warnings
        ) { [weak self] instance, message in
            self?.failed(instance, message)
        }
        state.withLock { $0.service = service }
        return service
    }

    private func failed(_ instance: ComponentInstance, _ message: String) {
        logger.error(
            "Asynchronous error received, terminating process",
            instance.logFields + [LogField("error", .string(message))]
        )
        stop.request(.fatal("\(instance.kind) \"\(instance.id)\" failed: \(message)"))
    }
}
