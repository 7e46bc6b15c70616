internal import Glibc

/// Processor time, which waiting and busy neighbours do not count in.
enum CPUTime {
    /// What reading the thread's time costs.
    static let readingCost: Duration = {
        let count = 10_000
        let start = thread
        for _ in 0..<count { _ = thread }
        return (thread - start) / (count + 1)
    }()

    /// That of the calling thread.
    static var thread: Duration { read(CLOCK_THREAD_CPUTIME_ID) }

    /// That of the whole process.
    static var process: Duration { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
