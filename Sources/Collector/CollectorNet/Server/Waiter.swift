internal import CollectorAPI

/// Waits for one answer, which may come before or after the question.
final class Waiter: Sendable {
    private struct State {
        var result: Bool?
        var continuation: CheckedContinuation<Bool, Never>?
    }

    private let state = Lock(State())

    var value: Bool {
        get async {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if state.result == nil { state.continuation = continuation }
                    return state.result
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }

    func finish(_ result: Bool) {
        let continuation: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: result)
    }
}
