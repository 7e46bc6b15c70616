internal import CollectorAPI
internal import Glibc

/// The metrics of the process itself.
enum ProcessMetrics {
    /// Registers them; the process is taken to have begun now.
    static func register(in metrics: MetricRegistry, clock: any CollectorClock) {
        let start = clock.now
        metrics.observe("process_uptime", kind: .counter, help: "Uptime of the process in seconds.") {
            seconds(clock.now - start)
        }
        metrics.observe(
            "process_cpu_seconds",
            kind: .counter,
            help: "Total CPU user and system time in seconds."
        ) { cpuSeconds() }
        metrics.observe("process_memory_rss", help: "Total physical memory (resident set size) in bytes.") {
            status("VmRSS")
        }
        metrics.observe(
            "process_runtime_heap_alloc_bytes",
            help: "Bytes of memory in use that belongs to no file: heap and stacks."
        ) { status("RssAnon") }
        metrics.observe(
            "process_runtime_total_sys_memory_bytes",
            help: "Bytes of address space obtained from the system for data."
        ) { status("VmData") }
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }

    /// A size of `/proc/self/status` in bytes; 0 where there is no `/proc`.
    private static func status(_ name: String) -> Double {
        let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        let text = String(unsafeUninitializedCapacity: 4096) { max(0, read(descriptor, $0.baseAddress, 4096)) }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }) else { return 0 }
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count > 1, let kibibytes = Double(words[1]) else { return 0 }
        return kibibytes * 1024
    }
}
