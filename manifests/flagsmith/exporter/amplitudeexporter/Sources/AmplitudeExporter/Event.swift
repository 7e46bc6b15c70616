internal import Pdata

/// One event, as it stands in requests.
struct Event: Sendable, Hashable {
    /// The event as a JSON object.
    var json: Bytes
    /// The user that it belongs to, if any.
    var userID: String?
    /// The device that it belongs to, if any.
    var deviceID: String?
}

/// What became of the log records of one value.
struct MappedEvents: Sendable {
    /// Those to be sent, in order.
    var events: [Event] = []
    /// How many the allowlist keeps back.
    var withheld = 0
    /// How many have neither an event name nor a body, for which Amplitude would refuse the whole request.
    var nameless = 0
}
