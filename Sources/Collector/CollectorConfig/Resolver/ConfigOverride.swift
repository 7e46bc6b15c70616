/// The location that the argument `key=value` of `--set` stands for; it belongs after those of `--config`.
///
/// `.` in the key separates levels, as `::` does; the value is YAML.
///
/// - Throws: upstream's error when there is no `=`.
public func configOverride(_ argument: String) throws(ConfigErrors) -> String {
    guard let equals = argument.firstIndex(of: "=") else {
        throw ConfigErrors(
            ConfigDiagnostic(
                .error,
                "invalid value \"\(argument)\" for flag -set: missing equal sign",
                stage: .resolving,
                fix: "write --set key=value"
            )
        )
    }
    let key = trimmed(argument[..<equals]).replacing(text: ".", with: "::")
    return "yaml:\(key): \(trimmed(argument[argument.index(after: equals)...]))"
}

/// `text` without white space at its ends.
func trimmed(_ text: Substring) -> Substring {
    let head = text.drop(while: \.isWhitespace)
    guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return head }
    return head[...last]
}
