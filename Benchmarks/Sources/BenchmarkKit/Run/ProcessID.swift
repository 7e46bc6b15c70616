internal import Glibc

/// A child process.
struct ProcessID: Sendable {
    let number: pid_t

    /// Starts a program with both outputs going to `output`.
    static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        output: Int32
    ) throws(WireFailure) -> ProcessID {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // What this process ignores or handles is the child's to decide.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var number = pid_t()
        let variables = environment.map { "\($0)=\($1)" }
        let program = arguments.first ?? ""
        let code = withCStrings(arguments) { arguments in
            withCStrings(variables) { posix_spawn(&number, program, &actions, &attributes, arguments, $0) }
        }
        guard code == 0 else { throw WireFailure("\(program) cannot be run: \(String(cString: strerror(code)))") }
        return ProcessID(number: number)
    }

    func kill(_ signal: Int32) {
        Glibc.kill(number, signal)
    }

    /// Waits until it ends; returns its exit status, or the signal that ended it plus 128.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// The CPU time of all its threads, ended ones included, in seconds: utime and stime to the nanosecond.
    func cpuTime() throws(WireFailure) -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(number, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw WireFailure("the collector has ended")
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
