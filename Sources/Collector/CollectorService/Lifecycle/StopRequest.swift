internal import CollectorAPI

/// Asks a running collector to stop, once, and says why.
final class StopRequest: Sendable {
    enum Reason: Sendable {
        /// The user or the system wants it.
        case asked
        /// A component cannot go on.
        case fatal(String)
    }

    private struct State {
        var reason: Reason?
        var waiter: CheckedContinuation<Reason, Never>?
        var onRequest: [@Sendable () -> Void] = []
    }

    private let state = Lock(State())

    /// Whether someone has asked.
    var isRequested: Bool { state.withLock { $0.reason != nil } }

    /// Asks; only the first reason counts.
    func request(_ reason: Reason) {
        let (waiter, actions) = state.withLock { state in
            guard state.reason == nil else {
                return (CheckedContinuation<Reason, Never>?.none, [@Sendable () -> Void]())
            }
            state.reason = reason
            defer { state.waiter = nil }
            return (state.waiter, state.onRequest)
        }
        waiter?.resume(returning: reason)
        for action in actions { action() }
    }

    /// Calls `action` when someone asks, or at once if someone has.
    func whenRequested(_ action: @escaping @Sendable () -> Void) {
        let now = state.withLock { state in
            guard state.reason == nil else { return true }
            state.onRequest.append(action)
            return false
        }
        if now { action() }
    }

    /// Returns when someone has asked. Only one task may wait.
    func wait() async -> Reason {
        await withCheckedContinuation { continuation in
            let reason = state.withLock { state -> Reason? in
                if state.reason == nil { state.waiter = continuation }
                return state.reason
            }
            if let reason { continuation.resume(returning: reason) }
        }
    }
}
