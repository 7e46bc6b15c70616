/// Thins out lines: of each message the first few in a tick are written, then every so manieth.
package final class LogSampler: Sendable {
    /// Messages share counters by hash, so that memory stays bounded.
    private static let counterCount = 4096

    private struct Window {
        var end: ContinuousClock.Instant?
        var count = 0
    }

    private let tick: Duration
    private let initial: Int
    private let thereafter: Int
    private let windows = Lock([Window](repeating: Window(), count: LogSampler.counterCount))

    /// Lets through the first `initial` lines of a message in each `tick`, then every `thereafter`th, or none for 0.
    package init(tick: Duration, initial: Int, thereafter: Int) {
        self.tick = tick
        self.initial = initial
        self.thereafter = thereafter
    }

    /// Whether a line with `message` is written at `now`.
    package func allows(_ level: LogLevel, _ message: String, at now: ContinuousClock.Instant) -> Bool {
        var hasher = Hasher()
        hasher.combine(level)
        hasher.combine(message)
        let index = Int(UInt(bitPattern: hasher.finalize()) % UInt(Self.counterCount))
        let count = windows.withLock { windows in
            if now >= windows[index].end ?? now {
                windows[index] = Window(end: now.advanced(by: tick))
            }
            windows[index].count += 1
            return windows[index].count
        }
        guard count > initial else { return true }
        guard thereafter > 0 else { return false }
        return (count - initial) % thereafter == 0
    }
}
