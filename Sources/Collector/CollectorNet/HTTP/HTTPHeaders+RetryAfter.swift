extension HTTPHeaders {
    /// The longest pause that is believed.
    private static let longest = 366 * 24 * 3600

    /// How long the server asks to wait by `Retry-After`, which is a number of seconds or a date.
    ///
    /// - Parameter now: the time in seconds since 1970.
    /// - Returns: nil when it does not ask, or asks for nothing; never more than a year.
    public func retryAfter(now: Int) -> Duration? {
        guard let text = self["retry-after"] else { return nil }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        // A number that does not fit is longer than anything that is believed.
        let seconds = isNumber ? Int(text) ?? Self.longest : HTTPDate.seconds(text).map { $0 - now } ?? 0
        return seconds > 0 ? .seconds(min(seconds, Self.longest)) : nil
    }
}
