import Dispatch
import Foundation

/// Runs `body` to its end while this thread waits, on a thread of its own: the others may all be waiting.
func waiting<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
    let outcome = Outcome<Value>()
    Task.detached(executorPreference: QueueExecutor()) {
        outcome.set(await body())
    }
    return outcome.wait()
}

/// A value that one thread waits for and another brings.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
    // Sendable because the condition guards the value.
    private let condition = NSCondition()
    private var value: Value?

    func set(_ value: Value) {
        condition.withLock {
            self.value = value
            condition.signal()
        }
    }

    func wait() -> Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let value { return value }
            condition.wait()
        }
    }
}

/// Runs tasks on a queue.
private final class QueueExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "waiting")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
