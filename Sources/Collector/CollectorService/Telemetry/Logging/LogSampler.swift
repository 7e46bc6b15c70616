internal import CollectorAPI

/// Thins out lines: of each message the first few in a tick are written, then every so manieth.
final class LogSampler: Sendable {
    /// Messages share counters by hash, so that memory stays bounded.
    private static let counterCount = 4096

    private struct Window {
        var end: ContinuousClock.Instant?
        var count = 0
    }

    private let settings: SamplingSettings
    private let windows = Lock([Window](repeating: Window(), count: LogSampler.counterCount))

    init(_ settings: SamplingSettings) {
        self.settings = settings
    }

    /// Whether a line with `message` is written at `now`.
    func allows(_ level: LogLevel, _ message: String, at now: ContinuousClock.Instant) -> Bool {
        var hasher = Hasher()
        hasher.combine(level)
        hasher.combine(message)
        let index = Int(UInt(bitPattern: hasher.finalize()) % UInt(Self.counterCount))
        let count = windows.withLock { windows in
            if now >= windows[index].end ?? now {
                windows[index] = Window(end: now.advanced(by: settings.tick))
            }
            windows[index].count += 1
            return windows[index].count
        }
        guard count > settings.initial else { return true }
        guard settings.thereafter > 0 else { return false }
        return (count - settings.initial) % settings.thereafter == 0
    }
}
