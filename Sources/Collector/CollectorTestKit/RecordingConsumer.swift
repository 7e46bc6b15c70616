public import CollectorAPI
public import Pdata

/// A pipeline's end that remembers what it was given.
public final class RecordingConsumer<Data: Telemetry>: Processor, Exporter {
    /// One call of ``RecordingConsumer/consume(_:)`` that succeeded.
    public struct Call: Sendable {
        /// What was given.
        public var data: Data
        /// Who sent it.
        public var client: ClientContext
    }

    private struct Waiter {
        var satisfied: @Sendable ([Call]) -> Bool
        var continuation: CheckedContinuation<[Call], Never>
    }

    private struct State {
        var calls: [Call] = []
        var attempts = 0
        var waiters: [Waiter] = []
    }

    private let state = Lock(State())
    private let answer: @Sendable (_ attempt: Int, Data) async throws -> Void

    /// The codings of which it says that it sends compressed bytes as they came.
    public let passedOnCodings: Set<ContentCoding>

    /// A consumer that takes everything, and says of some codings that it sends compressed bytes as they came.
    public convenience init(passingOn codings: Set<ContentCoding> = []) {
        self.init(passingOn: codings) { _, _ in }
    }

    /// A consumer that takes what `answer` does not refuse; `attempt` counts the calls from 1.
    public init(
        passingOn codings: Set<ContentCoding> = [],
        _ answer: @escaping @Sendable (_ attempt: Int, Data) async throws -> Void
    ) {
        passedOnCodings = codings
        self.answer = answer
    }

    /// A consumer that always throws `error`.
    public convenience init(refusing error: ConsumeError) {
        self.init { _, _ in throw error }
    }

    /// A consumer that throws `error` for the first `count` calls, and takes what comes then.
    public convenience init(refusing error: ConsumeError, times count: Int) {
        self.init { attempt, _ in if attempt <= count { throw error } }
    }

    /// A consumer whose calls do not return before `gate` opens.
    public convenience init(behind gate: Gate) {
        self.init { _, _ in await gate.pass() }
    }

    /// What was taken so far, in order.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// The data taken so far, in order.
    public var received: [Data] { calls.map(\.data) }

    /// The number of items taken so far.
    public var itemCount: Int { calls.reduce(0) { $0 + $1.data.itemCount } }

    /// The number of calls so far, refused ones included.
    public var attempts: Int { state.withLock { $0.attempts } }

    /// Takes `data`, or refuses it as the consumer was made to.
    public func consume(_ data: Data) async throws {
        let attempt = state.withLock { state in
            state.attempts += 1
            return state.attempts
        }
        try await answer(attempt, data)
        let client = ClientContext.current
        let (calls, waiters) = state.withLock { state in
            state.calls.append(Call(data: data, client: client))
            let calls = state.calls
            let satisfied = state.waiters.filter { $0.satisfied(calls) }
            state.waiters.removeAll { $0.satisfied(calls) }
            return (calls, satisfied)
        }
        for waiter in waiters { waiter.continuation.resume(returning: calls) }
    }

    /// Returns once `count` calls have been taken.
    @discardableResult
    public func wait(calls count: Int) async -> [Call] {
        await wait { $0.count >= count }
    }

    /// Returns once `count` items have been taken.
    @discardableResult
    public func wait(items count: Int) async -> [Call] {
        await wait { calls in calls.reduce(0) { $0 + $1.data.itemCount } >= count }
    }

    private func wait(until satisfied: @escaping @Sendable ([Call]) -> Bool) async -> [Call] {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state -> [Call]? in
                if satisfied(state.calls) { return state.calls }
                state.waiters.append(Waiter(satisfied: satisfied, continuation: continuation))
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }
}
