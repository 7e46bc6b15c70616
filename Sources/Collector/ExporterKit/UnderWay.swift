internal import CollectorAPI

/// The requests that an exporter has begun and not ended; it takes them between start and shutdown only.
final class UnderWay: Sendable {
    private struct State {
        var host: (any Host)?
        var count = 0
        var isAbandoned = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Lock(State())

    /// Takes requests from now on, with `host` to serve them.
    func open(_ host: any Host) {
        state.withLock { $0.host = host }
    }

    /// Takes no more requests.
    func close() {
        state.withLock { $0.host = nil }
    }

    /// Counts one request, and returns the host for it; nil when none is taken.
    func begin() -> (any Host)? {
        state.withLock { state in
            guard let host = state.host else { return nil }
            state.count += 1
            return host
        }
    }

    /// Ends one request.
    func end() {
        let waiting = state.withLock { state in
            state.count -= 1
            return Self.released(&state)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when no request is under way, or when the task is cancelled.
    func ended() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiting = state.withLock { state in
                    state.waiting.append(continuation)
                    return Self.released(&state)
                }
                for continuation in waiting { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.isAbandoned = true
                return Self.released(&state)
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    private static func released(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard state.count == 0 || state.isAbandoned else { return [] }
        defer { state.waiting = [] }
        return state.waiting
    }
}
