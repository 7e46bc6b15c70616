internal import CollectorAPI

/// The pauses between attempts of all requests, which shutdown ends together.
final class RetryPauses: Sendable {
    private struct State {
        var isClosed = false
        var pauses: [Int: Task<Void, Never>] = [:]
        var nextID = 0
    }

    private let state = Lock(State())

    /// Whether there are to be no more attempts.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits for `duration` on `host`'s clock; less when the pauses end or the task is cancelled.
    func wait(_ duration: Duration, on host: any Host) async {
        let clock = host.clock
        let started = state.withLock { state -> (id: Int, task: Task<Void, Never>)? in
            guard !state.isClosed else { return nil }
            let id = state.nextID
            state.nextID += 1
            let task = host.spawn { try? await clock.sleep(for: duration) }
            state.pauses[id] = task
            return (id, task)
        }
        guard let started else { return }
        await withTaskCancellationHandler {
            await started.task.value
        } onCancel: {
            started.task.cancel()
        }
        state.withLock { $0.pauses[started.id] = nil }
    }

    /// Ends all pauses, now and later.
    func close() {
        let pauses = state.withLock { state in
            state.isClosed = true
            return Array(state.pauses.values)
        }
        for pause in pauses { pause.cancel() }
    }
}
