extension GRPCTimeout {
    /// `duration` in the finest unit in which it has at most eight digits, rounded up.
    static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = max(duration, .zero).components
        let units: [(name: String, perSecond: Int64)] = [("n", 1_000_000_000), ("u", 1_000_000), ("m", 1000), ("S", 1)]
        for unit in units where seconds < 100_000_000 / unit.perSecond {
            let step = 1_000_000_000_000_000_000 / unit.perSecond
            let amount = seconds * unit.perSecond + (attoseconds + step - 1) / step
            if amount <= 99_999_999 { return "\(amount)\(unit.name)" }
        }
        return "\(min(seconds / 3600 + 1, 99_999_999))H"
    }
}
