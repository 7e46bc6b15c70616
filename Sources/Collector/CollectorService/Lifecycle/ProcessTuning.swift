internal import CMalloc
internal import Glibc

/// What the process asks of the system before it starts a thread.
enum ProcessTuning {
    /// Asks for everything; what the system refuses stays as it is.
    static func apply() {
        raiseOpenFiles()
        tuneAllocator()
    }

    /// Lets the process have as many connections and files as its user may.
    private static func raiseOpenFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max
        else {
            return
        }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Keeps freed bodies of requests for the next ones.
    ///
    /// glibc's own thresholds give them back at once, and the kernel has to clear their pages again: a quarter of the CPU
    /// time of large requests. ``FreeMemory`` returns what a burst leaves behind. More arenas than cores would only keep
    /// more free memory.
    private static func tuneAllocator() {
        guard getenv("MALLOC_MMAP_THRESHOLD_") == nil, getenv("MALLOC_TRIM_THRESHOLD_") == nil else { return }
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 64 << 20)
        if getenv("MALLOC_ARENA_MAX") == nil {
            mallopt(M_ARENA_MAX, max(2, Int32(clamping: sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        }
    }
}
