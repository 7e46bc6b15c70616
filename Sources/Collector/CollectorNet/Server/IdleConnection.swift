/// What counts as idle where connections are ended for the sake of others.
enum IdleConnection {
    /// How long nothing must have come, in milliseconds: a client that has just connected is about to send.
    private static let least: UInt64 = 1000

    /// `time`, if it is long enough before `now`.
    static func since(_ time: UInt64, now: UInt64) -> UInt64? {
        now &- min(now, time) >= least ? time : nil
    }
}
