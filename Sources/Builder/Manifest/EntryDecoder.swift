internal import CollectorConfig

/// Decodes the modules that a section lists.
enum EntryDecoder {
    private static let requirementKeys = ["from", "exact", "branch", "revision"]
    private static let sourceKeys = ["gomod", "module", "path", "package"]
    static let keys = ["gomod", "import", "name", "path", "module", "package"] + requirementKeys + ["product"]

    /// The entries of `section`.
    static func list(_ section: Section, _ reader: MappingReader, into diagnostics: inout Diagnostics)
        -> [ManifestEntry]
    {
        var entries: [ManifestEntry] = []
        for (index, item) in reader.items(section.rawValue, into: &diagnostics).enumerated() {
            entries += decode(item, section: section, index: index, into: &diagnostics)
        }
        return entries
    }

    /// The entry that `node` describes; none where it cannot be told which component is meant.
    static func decode(
        _ node: YAMLNode,
        section: Section,
        index: Int?,
        into diagnostics: inout Diagnostics
    ) -> [ManifestEntry] {
        let title = index.map { "\(section.rawValue)[\($0)]" } ?? section.rawValue
        if case .scalar(let text) = node.value {
            diagnostics.error(
                "\(title) must be a mapping, found text",
                at: node.location,
                fix: text.contains("/") ? "write gomod: \(text)" : "write module: \(text)"
            )
            return []
        }
        let reader = MappingReader(node, title: title, keys: keys, into: &diagnostics)
        let given = sourceKeys.filter { reader.entry($0) != nil }
        let values = Dictionary(
            uniqueKeysWithValues: keys.compactMap { key in
                reader.text(key, into: &diagnostics).map { (key, $0) }
            }
        )
        guard !given.isEmpty else {
            missingSource(reader, node, title, into: &diagnostics)
            return []
        }
        // A key without a value, or one of the wrong kind, has its own message.
        for key in given
        where (key != "path" || given.count == 1)
            && (values[key]?.value.allSatisfy(\.isWhitespace) ?? reader.isNull(key))
        {
            diagnostics.error(
                "\(title).\(key) is empty",
                at: reader.entry(key)?.location,
                fix: "name the component, or remove the entry"
            )
        }
        let named = values.filter { sourceKeys.contains($0.key) && !$0.value.value.allSatisfy(\.isWhitespace) }
        let main = named.keys.sorted().filter { $0 != "path" || named["gomod"] == nil }
        guard let key = main.first, let value = named[key] else { return [] }
        if main.count > 1 {
            diagnostics.error(
                "\(title) names its component \(main.count) times, by \(main.joined(separator: " and "))",
                at: node.location,
                fix: "keep one of them"
            )
            return []
        }
        reportStray(values, for: key, title, into: &diagnostics)
        guard let source = source(key, value, values, reader, title, into: &diagnostics) else { return [] }
        return [ManifestEntry(section: section, source: source, location: value.location)]
    }

    private static func source(
        _ key: String,
        _ value: Located<String>,
        _ values: [String: Located<String>],
        _ reader: MappingReader,
        _ title: String,
        into diagnostics: inout Diagnostics
    ) -> ManifestEntry.Source? {
        switch key {
        case "gomod":
            guard let module = GoModule(value.value) else { return nil }
            if module.path.contains("@") {
                diagnostics.error(
                    "\(title).gomod separates path and version by \"@\"",
                    at: value.location,
                    fix: "write \(module.path.replacing("@", with: " "))"
                )
                return nil
            }
            let importPath = values["import"].flatMap { $0.value.isEmpty ? nil : $0.value } ?? module.path
            // As in ocb, an empty path beside a gomod says nothing.
            let folder = values["path"].flatMap { $0.value.isEmpty ? nil : $0 }
            return .goModule(module, importPath: importPath, folder: folder)
        case "module":
            return .library(product: value.value.trimmingWhitespace)
        case "path":
            return .folder(value, product: product(values))
        default:
            return package(value, values, reader, title, into: &diagnostics)
        }
    }

    private static func package(
        _ url: Located<String>,
        _ values: [String: Located<String>],
        _ reader: MappingReader,
        _ title: String,
        into diagnostics: inout Diagnostics
    ) -> ManifestEntry.Source? {
        let given = requirementKeys.compactMap { key in values[key].map { (key, $0.value.trimmingWhitespace) } }
        guard given.count == 1, let (key, version) = given.first, !version.isEmpty else {
            diagnostics.error(
                "\(title) needs exactly one of \(requirementKeys.joined(separator: ", ")) beside package, found \(given.count)",
                at: url.location,
                fix: "for example from: 1.0.0"
            )
            return nil
        }
        if key == "from" || key == "exact", !isSemanticVersion(version) {
            diagnostics.error(
                "\(title).\(key) must be a version such as 1.2.0, found \"\(version)\"",
                at: values[key]?.location,
                fix: "or name a branch: or revision:"
            )
            return nil
        }
        let requirement: PackageRequirement =
            switch key {
            case "from": .from(version)
            case "exact": .exact(version)
            case "branch": .branch(version)
            default: .revision(version)
            }
        return .package(
            url: url.value.trimmingWhitespace,
            requirement: requirement,
            product: product(values)
        )
    }

    private static func product(_ values: [String: Located<String>]) -> String? {
        values["product"].flatMap { $0.value.trimmingWhitespace.isEmpty ? nil : $0.value.trimmingWhitespace }
    }

    /// Keys that say nothing beside the one that names the component.
    private static func reportStray(
        _ values: [String: Located<String>],
        for key: String,
        _ title: String,
        into diagnostics: inout Diagnostics
    ) {
        let allowed: [String] =
            switch key {
            case "gomod": ["gomod", "import", "name", "path"]
            case "module": ["module", "name"]
            case "path": ["path", "name", "product"]
            default: ["package", "product", "name"] + requirementKeys
            }
        for (stray, value) in values.sorted(by: { $0.key < $1.key }) where !allowed.contains(stray) {
            diagnostics.error(
                "\(title).\(stray) means nothing beside \(key)",
                at: value.location,
                fix: "beside \(key) stand \(allowed.filter { $0 != key }.joined(separator: ", "))"
            )
        }
    }

    private static func missingSource(
        _ reader: MappingReader,
        _ node: YAMLNode,
        _ title: String,
        into diagnostics: inout Diagnostics
    ) {
        // A value that is no mapping was reported already, and so was a misspelt `gomod`, with its nearest match.
        guard !node.isWrongKind,
            !reader.entries.contains(where: { !keys.contains($0.key) && nearestMatch($0.key, in: sourceKeys) != nil })
        else { return }
        diagnostics.error(
            "\(title): missing gomod specification for module",
            at: node.location,
            fix: "add gomod:, module:, path: or package:"
        )
    }

    private static func isSemanticVersion(_ text: String) -> Bool {
        let core = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        return core.count == 3 && core.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
}

extension MappingReader {
    fileprivate func isNull(_ key: String) -> Bool {
        if case .null? = entry(key)?.value.value { true } else { false }
    }
}

extension YAMLNode {
    /// Neither a mapping nor nothing: said already.
    fileprivate var isWrongKind: Bool {
        switch value {
        case .mapping, .null: false
        default: true
        }
    }
}

extension String {
    var trimmingWhitespace: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
