public import CollectorConfig

/// What becomes of an error while a statement is evaluated.
public enum ErrorMode: String, Sendable, Hashable, CaseIterable {
    /// It is logged, and the next statement is run.
    case ignore
    /// The next statement is run.
    case silent
    /// The batch is refused.
    case propagate
}

extension ErrorMode: TextSettingValue {
    /// The mode that `text` names, letter case aside.
    public init(settingText text: String) throws {
        guard let mode = ErrorMode(rawValue: text.lowercased()) else { throw UnknownErrorMode(text: text) }
        self = mode
    }

    /// The name.
    public var settingText: String { rawValue }
}

/// Why a text names no error mode.
private struct UnknownErrorMode: Error, CustomStringConvertible {
    let text: String

    var description: String { "unknown error mode \(text); allowed: ignore, silent, propagate" }
}
