public import CollectorConfig

/// What the backend behind the collector is like.
public struct SinkSettings: Settings {
    /// Which of the items sent are to arrive.
    public enum Expectation: String, CaseIterable, Sendable, SettingValue {
        /// Every one.
        case all
        /// The three of a hundred that a filter is to keep.
        case kept
        /// None: the collector sends nowhere.
        case none

        /// Whether the item at `position` of a request is to arrive.
        func includes(_ position: Int) -> Bool {
            switch self {
            case .all: true
            case .kept: RequestTemplate.isKept(position)
            case .none: false
            }
        }
    }

    /// Which of the items sent are to arrive.
    public var expects = Expectation.all

    /// Items a second that the backend takes; 0 is no limit.
    public var rate = 0.0

    /// Seconds' worth of items beyond which a backend with a rate refuses more.
    public var backlog = 1.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("expects", \.expects, "Which items are to arrive: all, kept (those that a filter keeps) or none."),
        Setting("rate", \.rate, "Items a second that the backend takes; 0 is no limit.", .atLeast(0)),
        Setting("backlog", \.backlog, "Seconds' worth of items beyond which the backend refuses.", .atLeast(0)),
    ]
}
