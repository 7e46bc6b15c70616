/// Whether a client sends a request's body fast enough to keep the memory that was promised for it while others are
/// refused for want of memory.
enum UploadPace {
    /// How long an upload may pause, in milliseconds.
    static let patience: UInt64 = 1000

    /// From what age on its average counts, in milliseconds.
    private static let grace: UInt64 = 5000

    /// The least average, in bytes per millisecond: 16 KB a second.
    private static let rate: UInt64 = 16

    /// Whether an upload that began at `start`, of which `bytes` came, the last at `last`, is too slow at `now`; times in
    /// the loop's milliseconds.
    static func isTooSlow(start: UInt64, last: UInt64, bytes: Int, now: UInt64) -> Bool {
        if now &- min(now, last) >= patience { return true }
        let age = now &- min(now, start)
        return age > grace && UInt64(max(bytes, 0)) / age < rate
    }
}
