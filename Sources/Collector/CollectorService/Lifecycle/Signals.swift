internal import Glibc

/// The signals that the thread which calls `main` waits for, so that no handler is needed.
struct Signals {
    enum Event {
        /// A signal from the system.
        case signal(Int32)
        /// Someone called ``Waker/wake()``.
        case woken
        /// The time was over.
        case timedOut
    }

    /// Wakes the thread that waits.
    struct Waker: @unchecked Sendable {
        // Sendable because a thread's handle may be used on any thread.
        private let thread: pthread_t

        fileprivate init(_ thread: pthread_t) {
            self.thread = thread
        }

        func wake() {
            pthread_kill(thread, wakeSignal)
        }
    }

    /// Nobody outside has a reason to send it, and nothing happens if someone does.
    private static var wakeSignal: Int32 { SIGUSR1 }

    let waker: Waker
    private var set = sigset_t()

    /// Takes the signals from every thread started from now on; must be called before the first one starts.
    init() {
        waker = Waker(pthread_self())
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP, Self.wakeSignal] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Blocks the thread until something happens, at most for `timeout`.
    mutating func wait(atMost timeout: Duration?) -> Event {
        while true {
            let number: Int32
            if let timeout {
                let (seconds, attoseconds) = max(timeout, .zero).components
                var time = timespec(tv_sec: Int(clamping: seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
                number = sigtimedwait(&set, nil, &time)
            } else {
                number = sigwaitinfo(&set, nil)
            }
            if number == Self.wakeSignal { return .woken }
            if number > 0 { return .signal(number) }
            if errno == EAGAIN { return .timedOut }
        }
    }

    /// What users call a signal.
    static func name(_ signal: Int32) -> String {
        switch signal {
        case SIGINT: "interrupt"
        case SIGTERM: "terminated"
        case SIGHUP: "hangup"
        default: "signal \(signal)"
        }
    }
}
