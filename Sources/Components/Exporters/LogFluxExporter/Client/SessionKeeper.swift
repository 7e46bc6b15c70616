internal import CollectorAPI
internal import CollectorConfig

/// Has a session ready: agrees on one at start and when the server wants a new one, once for all who wait for it.
final class SessionKeeper: Sendable {
    /// How often the server's refusal of a key makes a new one.
    static let renewalInterval = Duration.seconds(60)

    private static let shortestPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(60)

    private struct State {
        var session: LogFluxSession?
        /// The handshake under way.
        var handshake: Task<Void, Never>?
        /// Why the last handshake failed, and when the next may be tried.
        var failure: (error: LogFluxFailure, until: ContinuousClock.Instant)?
        var pause = SessionKeeper.shortestPause
        var lastRenewal: ContinuousClock.Instant?
        /// Where the last session's server was.
        var base: String?
        var hasHadSession = false
        var isClosed = false
        /// Tries until there is a first session.
        var start: Task<Void, Never>?
    }

    private let sources: [IngestorSource]
    private let handshake: Handshake
    private let host: any Host
    private let context: ComponentContext
    private let state = Lock(State())

    init(_ sources: [IngestorSource], _ requests: LogFluxRequests, _ context: ComponentContext, _ host: any Host) {
        self.sources = sources
        self.handshake = Handshake(requests: requests)
        self.context = context
        self.host = host
    }

    // MARK: Use

    /// Agrees on a first session in the background.
    func start() {
        let task = host.spawn { await self.establish() }
        state.withLock { $0.start = task }
    }

    /// The session; agrees on one when there is none.
    ///
    /// - Throws: a retryable error, with the time until the next handshake.
    func session() async throws(ConsumeError) -> LogFluxSession {
        let task: Task<Void, Never>
        switch next() {
        case .failure(let error): throw error
        case .success(.ready(let session)): return session
        case .success(.handshake(let underWay)): task = underWay
        }
        await task.value
        if let session = state.withLock({ $0.session }) { return session }
        throw lastError
    }

    /// Puts away `used`, which the server does not know or trust any more.
    ///
    /// - Parameter reason: the server's words.
    /// - Throws: a retryable error when the last renewal was only just now.
    func renew(_ used: LogFluxSession, because reason: String) throws(ConsumeError) {
        let now = host.clock.now
        let wait = state.withLock { state -> Duration? in
            // Someone else did it.
            guard state.session === used else { return .zero }
            if let last = state.lastRenewal, now - last < Self.renewalInterval {
                return Self.renewalInterval - (now - last)
            }
            state.lastRenewal = now
            state.session = nil
            return nil
        }
        guard let wait else {
            return context.logger.warn(
                "LogFlux refused the session key. Agreeing on a new one.",
                [LogField("key_id", .string(used.keyID)), LogField("error", .string(reason))]
            )
        }
        guard wait > .zero else { return }
        throw .retryable(
            "LogFlux refuses a session key that is less than a minute old: \(reason)",
            after: wait,
            status: .unauthenticated
        )
    }

    /// Puts away `used`, which has encrypted as much as a key may.
    func retire(_ used: LogFluxSession) {
        state.withLock { if $0.session === used { $0.session = nil } }
    }

    /// Ends what is under way, and forgets the key.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            state.session = nil
            return [state.start, state.handshake].compactMap(\.self)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    // MARK: Handshakes

    private enum Next: Sendable {
        case ready(LogFluxSession)
        case handshake(Task<Void, Never>)
    }

    private func next() -> Result<Next, ConsumeError> {
        let now = host.clock.now
        return state.withLock { state in
            if state.isClosed { return .failure(.retryable("the exporter is not running")) }
            if let session = state.session { return .success(.ready(session)) }
            if let task = state.handshake { return .success(.handshake(task)) }
            if let failure = state.failure, now < failure.until {
                return .failure(.retryable(failure.error.description, after: failure.until - now))
            }
            let task = host.spawn { await self.agree() }
            state.handshake = task
            return .success(.handshake(task))
        }
    }

    private var lastError: ConsumeError {
        let now = host.clock.now
        return state.withLock { state in
            guard let failure = state.failure else { return .retryable("the exporter is not running") }
            return .retryable(failure.error.description, after: max(.zero, failure.until - now))
        }
    }

    private func agree() async {
        let known = state.withLock { $0.base }
        do throws(LogFluxFailure) {
            succeed(try await handshake.run(known.map { [.known($0)] } ?? sources))
        } catch {
            fail(error)
        }
    }

    private func succeed(_ agreement: Handshake.Agreement) {
        let session = agreement.session
        state.withLock { state in
            state.handshake = nil
            state.failure = nil
            state.pause = Self.shortestPause
            state.base = session.base
            state.hasHadSession = true
            state.session = state.isClosed ? nil : session
        }
        context.logger.info(
            "Agreed on a session key with LogFlux.",
            [
                LogField("endpoint", .string(session.base)), LogField("key_id", .string(session.keyID)),
                LogField("server_key", .string(agreement.server)),
            ]
        )
    }

    private func fail(_ error: LogFluxFailure) {
        let now = host.clock.now
        let (isFirst, pause) = state.withLock { state -> (Bool, Duration) in
            let pause = max(error.kind == .refused ? Self.longestPause : state.pause, error.pause ?? .zero)
            state.handshake = nil
            state.failure = (error, now.advanced(by: pause))
            state.pause = min(state.pause * 2, Self.longestPause)
            // The server may have moved.
            if error.kind == .unreachable { state.base = nil }
            return (!state.hasHadSession && !state.isClosed, pause)
        }
        if Task.isCancelled { return }
        guard !isFirst || error.kind != .refused else {
            return host.report(.fatalError(error.description), from: context.id, kind: context.kind)
        }
        context.logger.warn(
            "Could not agree on a session key with LogFlux. Will try again after interval.",
            [LogField("error", .string(error.description)), LogField("interval", .string(pause.goText))]
        )
    }

    private func establish() async {
        while !Task.isCancelled {
            do throws(ConsumeError) {
                _ = try await session()
                return
            } catch {
                guard case .retryable(let after?) = error.disposition else { return }
                // Ends when the task is cancelled, as the loop does.
                try? await host.clock.sleep(for: after)
            }
        }
    }
}
