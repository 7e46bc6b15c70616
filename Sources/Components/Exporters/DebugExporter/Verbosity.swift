public import CollectorConfig

/// How much a debug exporter prints of each request.
public enum Verbosity: String, CaseIterable, Sendable {
    /// A line that counts what is in it.
    case basic
    /// Also about a line for each record.
    case normal
    /// Also everything that is in it.
    case detailed
}

extension Verbosity: TextSettingValue {
    /// The verbosity that `text` names, in any letter case.
    ///
    /// - Throws: an error that names those that there are.
    public init(settingText text: String) throws {
        let name = text.lowercased()
        guard let verbosity = Self(rawValue: name) else { throw UnknownVerbosity(text: text, name: name) }
        self = verbosity
    }

    /// The name, in lower case.
    public var settingText: String { rawValue }

    /// One of the names; other letter cases work too, but are nothing to suggest.
    public static func schema(default current: Self?) -> ConfigNode {
        .map(["enum": ConfigNode(.sequence(allCases.map { ConfigNode(.string($0.rawValue)) }))])
    }
}

/// Text that names no verbosity.
private struct UnknownVerbosity: Error, CustomStringConvertible {
    let text: String
    let name: String

    /// The end of a sentence that begins with the setting's name.
    var description: String {
        let known = Verbosity.allCases.map(\.rawValue)
        let guess = nearestMatch(name, in: known).map { "did you mean '\($0)'? " } ?? ""
        return "level \"\(text)\" is not supported; \(guess)allowed: \(known.joined(separator: ", "))"
    }
}
