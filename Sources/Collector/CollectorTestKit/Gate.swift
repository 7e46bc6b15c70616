internal import CollectorAPI

/// A place where tasks wait until a test lets them pass.
public final class Gate: Sendable {
    private struct State {
        var isOpen: Bool
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Lock<State>

    /// A gate that is open or, by default, closed.
    public init(isOpen: Bool = false) {
        state = Lock(State(isOpen: isOpen))
    }

    /// The number of tasks that wait.
    public var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns at once when the gate is open, else when it opens.
    public func pass() async {
        await withCheckedContinuation { continuation in
            let (passes, watchers) = state.withLock { state in
                guard !state.isOpen else { return (true, [CheckedContinuation<Void, Never>]()) }
                state.waiting.append(continuation)
                let count = state.waiting.count
                let satisfied = state.watchers.filter { $0.count <= count }.map(\.continuation)
                state.watchers.removeAll { $0.count <= count }
                return (false, satisfied)
            }
            if passes { continuation.resume() }
            for watcher in watchers { watcher.resume() }
        }
    }

    /// Lets everyone pass, now and later.
    public func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Makes those wait who come from now on.
    public func close() {
        state.withLock { $0.isOpen = false }
    }

    /// Returns when at least `count` tasks wait.
    public func wait(forWaiting count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let there = state.withLock { state in
                guard state.waiting.count < count else { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if there { continuation.resume() }
        }
    }
}
