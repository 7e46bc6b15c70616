internal import CollectorAPI
internal import Glibc

/// The system's time, with sleeps on a loop's timers.
struct LoopClock: CollectorClock {
    let group: LoopGroup

    var now: ContinuousClock.Instant { .now }

    var unixNanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(0, time.tv_sec)) &* 1_000_000_000 &+ UInt64(max(0, time.tv_nsec))
    }

    func sleep(until deadline: ContinuousClock.Instant) async throws {
        try Task.checkCancellation()
        let sleeper = Sleeper(EventLoop.current ?? group.next(), until: deadline)
        await withTaskCancellationHandler {
            await withUnsafeContinuation { sleeper.start($0) }
        } onCancel: {
            sleeper.cancel()
        }
        try Task.checkCancellation()
    }
}

/// One sleep: a timer on a loop, and the continuation that it resumes.
private final class Sleeper: Sendable {
    private enum State {
        case created
        case sleeping(UnsafeContinuation<Void, Never>)
        case done
    }

    private let loop: EventLoop
    private let deadline: ContinuousClock.Instant
    private let state = Lock<State>(.created)
    /// Touched on the loop only.
    private nonisolated(unsafe) var timer: LoopTimer?

    init(_ loop: EventLoop, until deadline: ContinuousClock.Instant) {
        self.loop = loop
        self.deadline = deadline
    }

    func start(_ continuation: UnsafeContinuation<Void, Never>) {
        let isCancelled = state.withLock { state in
            if case .done = state { return true }
            state = .sleeping(continuation)
            return false
        }
        guard !isCancelled else { return continuation.resume() }
        guard !loop.isOnLoop else { return arm() }
        loop.execute { self.arm() }
    }

    func cancel() {
        finish()
        loop.execute { self.disarm() }
    }

    private func arm() {
        if case .done = state.withLock({ $0 }) { return }
        let timer = LoopTimer(loop) { self.fire() }
        self.timer = timer
        timer.start(after: ContinuousClock.now.duration(to: deadline))
    }

    private func fire() {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left <= .zero else {
            timer?.start(after: left)
            return
        }
        disarm()
        finish()
    }

    private func disarm() {
        timer?.close()
        timer = nil
    }

    private func finish() {
        let continuation: UnsafeContinuation<Void, Never>? = state.withLock { state in
            defer { state = .done }
            guard case .sleeping(let continuation) = state else { return nil }
            return continuation
        }
        continuation?.resume()
    }
}
