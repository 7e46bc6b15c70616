internal import CollectorConfig

/// Decodes a manifest, collecting everything that is wrong with it.
package struct ManifestDecoder {
    static let keys =
        Section.allCases.map(\.rawValue) + ["dist", "replaces", "excludes", "conf_resolver", "configs"]

    /// ocb's names, and where they moved or why they do nothing, for keys found at the top level.
    private static let advice = Dictionary(
        uniqueKeysWithValues: DistributionDecoder.keys.map { ($0, "\"\($0)\" belongs under \"dist\"") }
    )

    /// The manifest in `file`, or nil where it holds no mapping at all; what could be decoded is returned also after
    /// errors, so that later stages can add theirs.
    package static func decode(_ file: ManifestFile, into diagnostics: inout Diagnostics) -> Manifest? {
        let start = SourcePosition(file: file.name, line: 1, column: 1)
        let hadErrors = diagnostics.hasErrors
        guard let root = YAMLDocument.parse(file.text, file: file.name, into: &diagnostics) else {
            if hadErrors == diagnostics.hasErrors {
                diagnostics.error("the manifest is empty", at: start, fix: "see a sample in `swift-ocb --help`")
            }
            return nil
        }
        let reader = MappingReader(root, title: "the manifest", keys: keys, advice: advice, into: &diagnostics)
        guard case .mapping = root.value else { return nil }

        let distribution = DistributionDecoder.decode(
            reader.entry("dist"),
            start: start,
            into: &diagnostics
        )
        var entries: [ManifestEntry] = []
        for section in Section.allCases where section != .telemetry && section != .providers {
            entries += EntryDecoder.list(section, reader, into: &diagnostics)
        }
        if let telemetry = reader.entry("telemetry"), !telemetry.value.isEmpty {
            entries += EntryDecoder.decode(telemetry.value, section: .telemetry, index: nil, into: &diagnostics)
        }
        entries += providers(reader, start: start, into: &diagnostics)
        return Manifest(
            file: file.name,
            distribution: distribution,
            entries: entries,
            replaces: reader.texts("replaces", into: &diagnostics),
            excludes: reader.texts("excludes", into: &diagnostics),
            configs: configs(reader, into: &diagnostics),
            defaultURIScheme: defaultScheme(reader, into: &diagnostics)
        )
    }

    /// The manifest's providers, which replace the defaults, or the defaults.
    private static func providers(
        _ reader: MappingReader,
        start: SourcePosition,
        into diagnostics: inout Diagnostics
    ) -> [ManifestEntry] {
        guard let list = reader.entry("providers"), !list.value.isEmpty else {
            return ["env", "file", "http", "https", "yaml"].map { scheme in
                let path = "go.opentelemetry.io/collector/confmap/provider/\(scheme)provider"
                return ManifestEntry(
                    section: .providers,
                    source: .goModule(GoModule(path: path, version: "v1.65.0"), importPath: path, folder: nil),
                    location: start,
                    isDefault: true
                )
            }
        }
        let entries = EntryDecoder.list(.providers, reader, into: &diagnostics)
        if case .sequence(let items) = list.value.value, items.isEmpty {
            diagnostics.warning(
                "with an empty list of providers the distribution cannot read any configuration",
                at: list.location,
                fix: "remove the key to have env, file, http, https and yaml"
            )
        }
        return entries
    }

    /// Each item is a configuration: one source, or a list of those to merge.
    private static func configs(
        _ reader: MappingReader,
        into diagnostics: inout Diagnostics
    ) -> [Located<ConfigSources>] {
        reader.items("configs", into: &diagnostics).compactMap { item in
            let parts: [YAMLNode] = if case .sequence(let items) = item.value { items } else { [item] }
            let uris = parts.compactMap { part -> String? in
                guard case .scalar(let text) = part.value, !text.isEmpty else {
                    diagnostics.error(
                        "every item of configs must be a file or a URI, or a list of those to merge, found \(part.kindName)",
                        at: part.location,
                        fix: "write - collector.yaml"
                    )
                    return nil
                }
                return text
            }
            return uris.isEmpty ? nil : Located(value: ConfigSources(uris), location: item.location)
        }
    }

    private static func defaultScheme(_ reader: MappingReader, into diagnostics: inout Diagnostics) -> Located<String>?
    {
        guard let block = reader.entry("conf_resolver") else { return nil }
        let resolver = MappingReader(
            block.value,
            title: "conf_resolver",
            keys: ["default_uri_scheme"],
            into: &diagnostics
        )
        guard let scheme = resolver.text("default_uri_scheme", into: &diagnostics), !scheme.value.isEmpty else {
            return nil
        }
        let isLegal =
            scheme.value.unicodeScalars.first?.properties.isAlphabetic == true
            && scheme.value.utf8.allSatisfy { isSchemeByte($0) }
        guard isLegal else {
            diagnostics.error(
                "\"\(scheme.value)\" is not a URI scheme",
                at: scheme.location,
                fix: "a scheme is a letter followed by letters, digits, +, - or ."
            )
            return nil
        }
        return scheme
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension YAMLNode {
    /// Whether nothing was given; ocb then falls back to its default.
    var isEmpty: Bool {
        switch value {
        case .null: true
        case .mapping(let entries): entries.isEmpty
        default: false
        }
    }
}
