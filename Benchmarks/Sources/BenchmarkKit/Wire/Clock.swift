internal import Glibc

/// Nanoseconds of a clock that never goes back.
typealias Nanoseconds = UInt64

enum Clock {
    static var now: Nanoseconds {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Sleeps until `moment`.
    static func sleep(until moment: Nanoseconds) {
        var time = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}

extension Double {
    /// As nanoseconds, of a number of seconds.
    var nanoseconds: Nanoseconds { UInt64(Swift.max(0, self) * 1e9) }
}
