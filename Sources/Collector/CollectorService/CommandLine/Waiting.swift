internal import CollectorNet
internal import Glibc

/// Runs `operation` on a loop while the calling thread, which must not be a loop's, waits.
func waiting<Value: Sendable>(
    for operation: @escaping @Sendable () async throws(ServiceError) -> Value
) throws(ServiceError) -> Value {
    let outcome = Outcome<Value>()
    Task.detached(executorPreference: LoopGroup.shared.next()) {
        do throws(ServiceError) {
            outcome.set(.success(try await operation()))
        } catch {
            outcome.set(.failure(error))
        }
    }
    return try outcome.wait().get()
}

/// A value that one thread waits for and another brings.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
    // Sendable because the result is set before the semaphore is posted, and read after it was taken.
    private let semaphore: UnsafeMutablePointer<sem_t>
    private var result: Result<Value, ServiceError>?

    init() {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func set(_ result: Result<Value, ServiceError>) {
        self.result = result
        sem_post(semaphore)
    }

    func wait() -> Result<Value, ServiceError> {
        while sem_wait(semaphore) != 0 {}
        return result ?? .failure(ServiceError("nothing was done"))
    }
}
