internal import CollectorConfig

/// How much a collector tells about itself.
enum MetricsLevel: Int, Comparable {
    case none
    case basic
    case normal
    case detailed

    static func < (lhs: MetricsLevel, rhs: MetricsLevel) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension MetricsLevel: TextSettingValue {
    init(settingText text: String) throws {
        switch text.lowercased() {
        case "none": self = .none
        case "basic": self = .basic
        case "normal", "": self = .normal
        case "detailed": self = .detailed
        default: throw ServiceError("unknown metrics level \"\(text)\"; allowed: none, basic, normal, detailed")
        }
    }

    var settingText: String {
        switch self {
        case .none: "None"
        case .basic: "Basic"
        case .normal: "Normal"
        case .detailed: "Detailed"
        }
    }
}
