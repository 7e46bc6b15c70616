extension Settings {
    /// What is wrong with the block's own declaration, for contract tests: keys declared twice, keys that are not written in
    /// lower snake case, missing documentation, and defaults that would not be accepted if a user wrote them.
    public static func declarationProblems() -> [String] {
        let settings = nested(default: nil)
        var problems = problems(of: settings, prefix: "")
        var context = DecodingContext(path: [])
        let written = Self().encode(EncodingOptions(redacted: false))
        let again = decode(written, default: nil, &context)
        problems += context.diagnostics.filter { $0.severity == .error && $0.stage == .decoding }.map {
            "the default is not accepted when written: \($0.text)"
        }
        if let again, again.encode(EncodingOptions(redacted: false)) != written {
            problems.append("the defaults read back differently than they are written")
        }
        return problems
    }

    private static func problems(of settings: [SettingDescription], prefix: String) -> [String] {
        var problems: [String] = []
        var seen: Set<String> = []
        for setting in settings {
            let key = prefix + setting.key
            if !seen.insert(setting.key).inserted { problems.append("\(key) is declared twice") }
            if setting.key != setting.key.lowercased() { problems.append("\(key) is not in lower case") }
            if setting.summary.isEmpty { problems.append("\(key) has no documentation") }
            problems += self.problems(of: setting.nested, prefix: key + "::")
        }
        return problems
    }
}
