internal import CollectorConfig

/// Compares settings with a schema, in the words of someone who writes settings.
///
/// It is no stricter than the collector: null stands for nothing everywhere, text with commas for a list, and text with a
/// `${…}` in it for anything.
struct SettingsChecker {
    private(set) var diagnostics: [Diagnostic] = []

    /// The exporters that the settings name, each with the keys that lead there.
    private(set) var exporters: [(id: String, path: String, location: SourcePosition?)] = []

    private var path: [String]

    /// - Parameter path: the keys that lead to the settings.
    init(path: [String]) {
        self.path = path
    }

    mutating func check(_ node: ConfigNode, _ schema: ConfigNode) {
        guard !node.isNull, !node.isUnknown else { return }
        if let message = schema.unavailability, let allowed = schema["enum"]?.elements {
            if !allowed.contains(node) { report(message.text, at: node, fix: message.fix) }
            return
        }
        if let alternatives = schema["anyOf"]?.elements, !check(node, anyOf: alternatives, schema) { return }
        guard checkType(node, schema), checkValue(node, schema) else { return }
        if schema["title"]?.string == "exporter id", let text = node.string {
            exporters.append((text.trimmingWhitespace, path.joined(separator: "::"), node.position))
        }
        checkProperties(node, schema)
        guard let items = schema["items"] else { return }
        for (index, element) in node.elements.enumerated() { inside("\(index)") { $0.check(element, items) } }
    }

    // MARK: Alternatives

    /// Whether one of the schemas fits; else what is wrong by the likeliest of them is reported.
    private mutating func check(_ node: ConfigNode, anyOf alternatives: [ConfigNode], _ schema: ConfigNode) -> Bool {
        // Null and references were let through before.
        let likely = alternatives.filter { !$0.isReference && $0["type"]?.string != "null" }
        var trials: [[Diagnostic]] = []
        for alternative in likely {
            var trial = SettingsChecker(path: path)
            trial.check(node, alternative)
            if trial.diagnostics.isEmpty {
                exporters += trial.exporters
                return true
            }
            trials.append(trial.diagnostics)
        }
        let fitting = likely.indices.filter { likely[$0].admits(node) }
        if likely.count == 1, let only = trials.first {
            diagnostics += only
        } else if fitting.count == 1, !node.isScalar {
            diagnostics += trials[fitting[0]]
        } else {
            let names = schema["title"]?.string.map { [$0] } ?? likely.map(\.shownType)
            var words = "must be \(names.map(Self.withArticle).joined(separator: " or ")), found \(node.shown)"
            if schema["title"]?.string == "duration" { words += "; such as 10s or 1m30s" }
            report(words, at: node)
        }
        return false
    }

    // MARK: One value

    private mutating func checkType(_ node: ConfigNode, _ schema: ConfigNode) -> Bool {
        guard schema["type"] != nil, !schema.admits(node) else { return true }
        var fix: String?
        switch (schema.types.first, node.value) {
        case ("boolean", _): fix = "write true or false, without quotes"
        case ("integer", .string), ("number", .string): fix = node.isNumberInQuotes ? "remove the quotes" : nil
        case ("string", _) where node.isScalar: fix = "put it in quotes"
        case ("array", _): fix = "write a list: [ … ]"
        default: break
        }
        // What should be text may be secret.
        let found = schema.types.first == "string" && node.isScalar ? node.kindName : node.shown
        report("must be \(Self.withArticle(schema.shownType)), found \(found)", at: node, fix: fix)
        return false
    }

    private mutating func checkValue(_ node: ConfigNode, _ schema: ConfigNode) -> Bool {
        if let allowed = schema["enum"]?.elements, !allowed.contains(where: { $0.means(node) }) {
            let words = allowed.map { $0.string == "" ? "\"\"" : $0.flowText }
            let list = "allowed: \(words.joined(separator: ", "))"
            let near = node.string.flatMap { nearestMatch($0, in: allowed.compactMap(\.string)) }
            report(
                "is \(node.shown), which is not allowed",
                at: node,
                fix: near.map { "did you mean \"\($0)\"? \(list)" } ?? list
            )
            return false
        }
        if let constant = schema["const"], !constant.means(node) {
            report("must be \(constant.flowText), found \(node.shown)", at: node)
            return false
        }
        if let pattern = schema["pattern"]?.string, let text = node.string, let regex = try? Regex(pattern),
            text.firstMatch(of: regex) == nil
        {
            report("must match \(pattern), found \(node.shown)", at: node)
            return false
        }
        guard let number = node.number else { return true }
        for (keyword, words, holds) in Self.bounds {
            guard let bound = schema[keyword]?.number, !holds(number, bound) else { continue }
            report("must be \(words) \(schema[keyword]?.flowText ?? ""), found \(node.flowText)", at: node)
            return false
        }
        return true
    }

    private static let bounds: [(keyword: String, words: String, holds: @Sendable (Double, Double) -> Bool)] = [
        ("minimum", "at least", { $0 >= $1 }), ("maximum", "at most", { $0 <= $1 }),
        ("exclusiveMinimum", "greater than", { $0 > $1 }), ("exclusiveMaximum", "less than", { $0 < $1 }),
    ]

    // MARK: Mappings

    private mutating func checkProperties(_ node: ConfigNode, _ schema: ConfigNode) {
        guard case .mapping(let entries) = node.value else { return }
        let properties = schema["properties"]?.entries ?? []
        let additional = schema["additionalProperties"]
        for entry in entries {
            if let known = properties.first(where: { $0.key == entry.key }) {
                inside(entry.key) { $0.check(entry.value, known.value) }
            } else if additional?.bool == false {
                reportUnknown(entry, among: properties.map(\.key))
            } else if let additional {
                inside(entry.key) { $0.check(entry.value, additional) }
            }
        }
    }

    private mutating func reportUnknown(_ entry: ConfigEntry, among keys: [String]) {
        let fix =
            nearestMatch(entry.key, in: keys).map { "did you mean \"\($0)\"?" }
            ?? (keys.isEmpty ? "it has no settings" : "allowed: \(keys.sorted().joined(separator: ", "))")
        let place = ConfigNode(.null, position: entry.keyPosition ?? entry.value.position)
        report("unknown setting \"\(entry.key)\"", at: place, fix: fix)
    }

    // MARK: Words

    private mutating func inside(_ key: String, _ body: (inout SettingsChecker) -> Void) {
        path.append(key)
        body(&self)
        path.removeLast()
    }

    private mutating func report(_ message: String, at node: ConfigNode, fix: String? = nil) {
        diagnostics.append(
            Diagnostic(.error, "\(path.joined(separator: "::")): \(message)", at: node.position, fix: fix)
        )
    }

    private static func withArticle(_ name: String) -> String {
        ["text", "true or false"].contains(name) ? name : "a \(name)"
    }
}
