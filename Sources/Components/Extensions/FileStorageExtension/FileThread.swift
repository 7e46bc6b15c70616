internal import Glibc

/// A thread for calls that may block on a disk: it runs closures in order, and ends when it is told to.
///
/// A slow disk holds up its own client only, neither a loop nor another client.
final class FileThread: Sendable {
    /// What the thread shares with those who give it work, kept by both.
    private final class Shared: @unchecked Sendable {
        // Sendable because everything is touched under the mutex only.
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        var work: [@Sendable () -> Void] = []
        var isEnding = false

        init() {
            mutex.initialize(to: pthread_mutex_t())
            condition.initialize(to: pthread_cond_t())
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            condition.deallocate()
            mutex.deallocate()
        }

        func add(_ body: (@Sendable () -> Void)?) {
            pthread_mutex_lock(mutex)
            if let body { work.append(body) } else { isEnding = true }
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }

        func run() {
            pthread_mutex_lock(mutex)
            while !(isEnding && work.isEmpty) {
                guard !work.isEmpty else {
                    pthread_cond_wait(condition, mutex)
                    continue
                }
                let taken = work
                work = []
                pthread_mutex_unlock(mutex)
                for body in taken { body() }
                pthread_mutex_lock(mutex)
            }
            pthread_mutex_unlock(mutex)
        }
    }

    private let shared = Shared()

    /// A running thread.
    init() {
        // Signals go to other threads.
        var blocked = sigset_t()
        var before = sigset_t()
        sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] { sigdelset(&blocked, fault) }
        pthread_sigmask(SIG_SETMASK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let argument = Unmanaged.passRetained(shared).toOpaque()
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { data in
                guard let data else { return nil }
                Unmanaged<Shared>.fromOpaque(data).takeRetainedValue().run()
                return nil
            },
            argument
        )
        precondition(failure == 0, "the system has no thread left for files (error \(failure))")
        pthread_detach(thread)
    }

    deinit {
        shared.add(nil)
    }

    /// Runs `body` on the thread after everything that was given to it before; returns at once.
    func run(_ body: @escaping @Sendable () -> Void) {
        shared.add(body)
    }

    /// Runs `body` on the thread, and returns what it does.
    func result<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            run { continuation.resume(returning: body()) }
        }
    }
}
