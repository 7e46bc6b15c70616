internal import CollectorConfig

/// What a manifest says beside its list of components, as comparable texts.
package struct ManifestFacts: Codable, Sendable, Equatable {
    /// Values by their keys, such as `dist.description`; those of the name and the version are known otherwise.
    package var settings: [String: String] = [:]
    /// The items of `replaces`, `excludes` and `configs`.
    package var lists: [String: [String]] = [:]
    /// What an entry says of its component beside its module: by the component's kind and the entry's words, and then by key.
    package var entries: [String: [String: String]] = [:]

    private static let lists = ["replaces", "excludes", "configs"]
    /// What the words of an entry do not hold.
    private static let entryKeys = ["name", "path", "product"]

    package init() {}

    /// Reads a manifest's text; what it has of errors was reported elsewhere.
    init(_ file: ManifestFile) {
        var ignored = Diagnostics()
        // Nothing secret is shown: names and passwords in URLs are left out, as in a binary.
        let text = Provenance.canonical(file.text)
        let plain = ManifestFile(name: file.name, directory: file.directory, text: text)
        guard let root = YAMLDocument.parse(text, file: file.name, into: &ignored), case .mapping = root.value else {
            return
        }
        for block in ["dist", "conf_resolver"] {
            guard case .mapping(let values)? = root[block]?.value else { continue }
            for value in values where !["name", "version"].contains(value.key) {
                settings["\(block).\(value.key)"] = Self.words(value.value)
            }
        }
        for list in Self.lists {
            guard case .sequence(let items)? = root[list]?.value else { continue }
            lists[list] = items.map(Self.words)
        }
        addEntries(root, ManifestDecoder.decode(plain, into: &ignored)?.entries ?? [])
    }

    private mutating func addEntries(_ root: YAMLNode, _ decoded: [ManifestEntry]) {
        for section in Section.allCases {
            guard let kind = section.kind, case .sequence(let items)? = root[section.rawValue]?.value else { continue }
            for item in items {
                guard case .mapping(let values) = item.value else { continue }
                let places = Set(values.flatMap { [$0.location, $0.value.location] })
                guard let entry = decoded.first(where: { $0.section == section && places.contains($0.location) }) else {
                    continue
                }
                var details: [String: String] = [:]
                for value in values where Self.entryKeys.contains(value.key) {
                    let words = Self.words(value.value)
                    if !entry.words.contains(words) { details[value.key] = words }
                }
                if !details.isEmpty { entries["\(kind.rawValue) \(entry.words)"] = details }
            }
        }
    }

    private static func words(_ node: YAMLNode) -> String {
        switch node.value {
        case .null: ""
        case .scalar(let text): text
        case .sequence(let items): items.map(words).joined(separator: ",")
        case .mapping(let entries): entries.map { "\($0.key): \(words($0.value))" }.joined(separator: ", ")
        }
    }
}

extension BuildLock {
    /// What a binary was built from, beside its manifest, as comparable texts.
    var facts: [String: String] {
        var facts = ["tool": tool, "swift": swift, "target": target]
        for (name, value) in options.values { facts["option \(name)"] = "\(value)" }
        // As much of a digest as tells two apart.
        for (name, digest) in modules { facts["module \(name)"] = "sources \(digest.prefix(12))" }
        for (name, package) in packages {
            facts["package \(name)"] =
                [package.url, package.version, String(package.revision.prefix(12))].compactMap(\.self).joined(
                    separator: " "
                )
        }
        for (name, version) in system { facts["system package \(name)"] = version }
        return facts
    }
}
