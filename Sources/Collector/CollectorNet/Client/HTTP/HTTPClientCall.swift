internal import CollectorAPI
internal import Pdata

/// One request on its way: what it sends, and who waits for the answer.
///
/// It may be finished from any thread; the first result counts.
final class HTTPClientCall: Sendable {
    private enum Waiter {
        case none
        case some(UnsafeContinuation<Result<HTTPResponse, HTTPClientError>, Never>)
        case finished(Result<HTTPResponse, HTTPClientError>)
    }

    private struct State {
        var waiter = Waiter.none
        var message: HTTPClientMessage?
        var isDone = false
        var isRetried = false
        var dialing: Task<Void, Never>?
        var connection: (any HTTPClientCarrier)?
        var timer: LoopTimer?
    }

    /// The loop that the caller was on, or was given: new connections are made there.
    let home: EventLoop
    let origin: HTTPOrigin
    let maxAnswerSize: Int
    private let timeout: Duration?
    private let state: Lock<State>

    /// A call that sends `message`; `timeout` is nil for ever.
    init(
        _ message: HTTPClientMessage,
        to origin: HTTPOrigin,
        maxAnswerSize: Int,
        timeout: Duration?,
        on home: EventLoop
    ) {
        self.home = home
        self.origin = origin
        self.maxAnswerSize = maxAnswerSize
        self.timeout = timeout
        state = Lock(State(message: message))
    }

    /// Whether the waiting task has its result.
    var isDone: Bool { state.withLock { $0.isDone } }

    /// What there is to send; nil once the call is done.
    var message: HTTPClientMessage? { state.withLock { $0.message } }

    /// Says who waits; called once.
    func wait(_ continuation: UnsafeContinuation<Result<HTTPResponse, HTTPClientError>, Never>) {
        let result: Result<HTTPResponse, HTTPClientError>? = state.withLock { state in
            if case .finished(let result) = state.waiter { return result }
            state.waiter = .some(continuation)
            return nil
        }
        if let result { continuation.resume(returning: result) }
    }

    /// Begins to count the time; called on the home loop.
    func startTimer() {
        guard let timeout else { return }
        let timer = LoopTimer(home) { [weak self] in self?.abandon(.timedOut(after: timeout)) }
        let isDone = state.withLock { state in
            if !state.isDone { state.timer = timer }
            return state.isDone
        }
        guard !isDone else { return timer.close() }
        timer.start(after: timeout)
    }

    /// Notes the work that makes a connection for the call; it is cancelled when the call ends before.
    func isDialed(by task: Task<Void, Never>) {
        let isDone = state.withLock { state in
            if !state.isDone { state.dialing = task }
            return state.isDone
        }
        if isDone { task.cancel() }
    }

    /// Puts the call on `connection`; false when nobody waits for it any more.
    func attach(to connection: any HTTPClientCarrier) -> Bool {
        state.withLock { state in
            guard !state.isDone else { return false }
            // The task that dials is the one that calls this: it must not be cancelled from now on.
            state.dialing = nil
            state.connection = connection
            return true
        }
    }

    /// Whether the call may be sent a second time; true once.
    func mayRetry() -> Bool {
        state.withLock { state in
            guard !state.isDone, !state.isRetried else { return false }
            state.isRetried = true
            state.connection = nil
            return true
        }
    }

    /// Gives the waiting task its result, the first time, and lets go of the body.
    func finish(_ result: Result<HTTPResponse, HTTPClientError>) {
        _ = end(result)
    }

    /// Ends the call with `error`, and what is done for it.
    func abandon(_ error: HTTPClientError) {
        guard let connection = end(.failure(error)) else { return }
        connection.loop.execute { connection.abort(self) }
    }

    /// Returns the connection that the call was on, if this call of the method ended it.
    private func end(_ result: Result<HTTPResponse, HTTPClientError>) -> (any HTTPClientCarrier)? {
        let ended: State? = state.withLock { state in
            guard !state.isDone else { return nil }
            let before = state
            state = State()
            state.isDone = true
            if case .none = before.waiter { state.waiter = .finished(result) }
            return before
        }
        guard let ended else { return nil }
        ended.dialing?.cancel()
        if let timer = ended.timer {
            if home.isOnLoop { timer.close() } else { home.execute { timer.close() } }
        }
        if case .some(let continuation) = ended.waiter { continuation.resume(returning: result) }
        return ended.connection
    }
}
