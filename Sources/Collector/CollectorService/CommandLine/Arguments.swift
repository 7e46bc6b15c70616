internal import CollectorConfig

/// A flag that a command takes.
struct Flag: Sendable {
    enum Arity: Sendable {
        /// It is given or not.
        case none
        /// It takes a value, and the last one counts.
        case value
        /// It takes a value, and may be repeated.
        case values
    }

    var name: String
    var short: Character?
    var arity: Arity
    var valueName = ""
    var help: String

    /// How help and errors show it, such as `--config <location>`.
    var usage: String { "--\(name)" + (valueName.isEmpty ? "" : " <\(valueName)>") }
}

/// Command-line arguments taken apart by what the commands declare.
struct Arguments: Sendable {
    /// What is neither a flag nor a flag's value.
    private(set) var words: [String] = []
    private var found: [String: [String]] = [:]

    /// Takes `arguments` apart; everything after `--` is a word.
    ///
    /// A value may follow its flag or an `=`.
    init(_ arguments: [String], flags: [Flag]) throws(ServiceError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                return
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            let (name, attached) = Self.parts(argument)
            guard let flag = Self.flag(name, in: flags) else { throw Self.unknown(argument, name, flags) }
            guard flag.arity != .none else {
                found[flag.name] = [try Self.truth(attached ?? "true", flag)]
                continue
            }
            guard let value = attached ?? rest.popFirst() else {
                throw ServiceError("flag needs an argument: --\(flag.name)")
            }
            found[flag.name, default: []].append(value)
        }
    }

    /// Whether the flag `name` is given.
    func has(_ name: String) -> Bool { found[name]?.last.map { $0 == "true" } ?? false }

    /// The last value of the flag `name`.
    func value(_ name: String) -> String? { found[name]?.last }

    /// Every value of the flag `name`.
    func values(_ name: String) -> [String] { found[name] ?? [] }

    /// `--name=value` as its two parts.
    private static func parts(_ argument: String) -> (name: Substring, value: String?) {
        let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (halves[0], halves.count == 2 ? String(halves[1]) : nil)
    }

    private static func flag(_ name: Substring, in flags: [Flag]) -> Flag? {
        if name.hasPrefix("--") { return flags.first { $0.name == name.dropFirst(2) } }
        return flags.first { flag in flag.short.map { "-\($0)" == name } ?? false }
    }

    private static func truth(_ text: String, _ flag: Flag) throws(ServiceError) -> String {
        switch text {
        case "true", "1", "t", "TRUE", "True": return "true"
        case "false", "0", "f", "FALSE", "False": return "false"
        default: throw ServiceError("invalid argument \"\(text)\" for \"--\(flag.name)\" flag: true or false expected")
        }
    }

    private static func unknown(_ argument: String, _ name: Substring, _ flags: [Flag]) -> ServiceError {
        guard name.hasPrefix("--") else {
            return ServiceError("unknown shorthand flag: \"\(name.dropFirst())\" in \(argument)")
        }
        let near = nearestMatch(String(name.dropFirst(2)), in: flags.map(\.name))
        return ServiceError("unknown flag: \(name)" + (near.map { "; did you mean --\($0)?" } ?? ""))
    }
}
