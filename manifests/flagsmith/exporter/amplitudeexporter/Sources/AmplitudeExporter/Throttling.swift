internal import CollectorNet
internal import Pdata

/// Which events Amplitude does not take now, by its answer 429.
struct Throttling: Sendable {
    /// How long users and devices wait that have sent too much, unless the answer says otherwise.
    private static let pause = Duration.seconds(30)

    private let places: Set<Int>
    private let users: Set<String>
    private let devices: Set<String>
    private let exhaustedUsers: Set<String>
    private let exhaustedDevices: Set<String>

    /// What happened, in one sentence without a full stop.
    let text: String
    /// How long the events wait.
    let pause: Duration

    /// What `json`, the body of `response` to a request of `eventCount` events, says.
    init(_ response: HTTPResponse, _ json: JSONValue?, eventCount: Int, words: String) {
        places = json?["throttled_events"]?.places(below: eventCount) ?? []
        users = json?["throttled_users"]?.names ?? []
        devices = json?["throttled_devices"]?.names ?? []
        exhaustedUsers = json?["exceeded_daily_quota_users"]?.names ?? []
        exhaustedDevices = json?["exceeded_daily_quota_devices"]?.names ?? []
        text = "amplitude throttled (429): \(words)"
        pause = response.pause ?? Self.pause
    }

    /// What is to become of an event.
    enum Verdict {
        /// Its user or device has no events left today.
        case drop
        /// Its user or device has sent too much.
        case wait
        /// It was in the wrong company.
        case resend
    }

    /// Whether anything says which events stand in the way.
    var namesAny: Bool {
        !places.isEmpty || ![users, devices, exhaustedUsers, exhaustedDevices].allSatisfy(\.isEmpty)
    }

    /// What is to become of `event`, which stood at `place`.
    func verdict(on event: Event, at place: Int) -> Verdict {
        if Self.holds(exhaustedUsers, event.userID) || Self.holds(exhaustedDevices, event.deviceID) { return .drop }
        if places.contains(place) || Self.holds(users, event.userID) || Self.holds(devices, event.deviceID) {
            return .wait
        }
        return .resend
    }

    private static func holds(_ names: Set<String>, _ id: String?) -> Bool { id.map(names.contains) ?? false }
}
