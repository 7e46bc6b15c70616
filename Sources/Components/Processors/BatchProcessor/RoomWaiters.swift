internal import CollectorAPI

/// Callers that wait for room, each with its own limit.
final class RoomWaiters: Sendable {
    private struct State {
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        /// Those whose time was over before they began to wait.
        var ended: Set<Int> = []
    }

    private let state = Lock(State())

    /// Waits until someone calls ``wakeAll()``; not at all when `isReady` answers true.
    ///
    /// - Returns: false when `deadline` came or the task was cancelled before.
    func wait(
        until deadline: ContinuousClock.Instant,
        on host: any Host,
        unless isReady: @escaping @Sendable () -> Bool
    ) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let clock = host.clock
        let limit = host.spawn {
            do {
                try await clock.sleep(until: deadline)
                self.end(id)
            } catch {
                // The wait ended before its limit.
            }
        }
        let woken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.ended.remove(id) != nil { return false }
                    // Asked under the lock, so that no wake is missed between the answer and the wait.
                    if isReady() { return true }
                    state.waiting[id] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            end(id)
        }
        limit.cancel()
        await limit.value
        state.withLock { _ = $0.ended.remove(id) }
        return woken
    }

    /// Wakes everyone, to look again.
    func wakeAll() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: true) }
    }

    private func end(_ id: Int) {
        let continuation = state.withLock { state in
            let continuation = state.waiting.removeValue(forKey: id)
            if continuation == nil { state.ended.insert(id) }
            return continuation
        }
        continuation?.resume(returning: false)
    }
}
