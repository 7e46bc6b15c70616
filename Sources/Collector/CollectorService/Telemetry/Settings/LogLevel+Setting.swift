public import CollectorAPI
public import CollectorConfig

extension LogLevel: TextSettingValue {
    /// The level that `text` names, letter case aside.
    public init(settingText text: String) throws {
        switch text.lowercased() {
        case "debug": self = .debug
        case "info", "": self = .info
        case "warn", "warning": self = .warn
        case "error": self = .error
        case "dpanic", "panic", "fatal": self = .fatal
        default: throw ServiceError("unrecognized level: \"\(text)\"; allowed: debug, info, warn, error, fatal")
        }
    }

    /// The level's name.
    public var settingText: String { description }
}
