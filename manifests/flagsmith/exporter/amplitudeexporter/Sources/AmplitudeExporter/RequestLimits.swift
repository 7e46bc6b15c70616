/// How much one request may hold.
///
/// Source: Amplitude's HTTP V2 and Batch Event Upload APIs, 2026.
struct RequestLimits: Sendable, Hashable {
    /// The most events.
    let events: Int
    /// The most bytes of a request's body.
    let bytes: Int

    /// The limits of the API at `url`: fewer than 2,000 events in less than 1 MB, or for batches than 20 MB.
    init(url: String) {
        events = 1999
        bytes = url.prefix { $0 != "?" && $0 != "#" }.hasSuffix("/batch") ? 19_999_999 : 999_999
    }

    /// Cuts `events`, in order, so that the bodies of the parts, of `overhead` bytes and the events, keep to the limits; an
    /// event that is too large by itself is a part of its own.
    func cut(_ events: [Event], overhead: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var size = overhead
        for (index, event) in events.enumerated() {
            // With the comma before it.
            let length = event.json.count + 1
            if index > start, index - start == self.events || size + length > bytes {
                parts.append(start..<index)
                start = index
                size = overhead
            }
            size += length
        }
        if start < events.count { parts.append(start..<events.count) }
        return parts
    }
}
