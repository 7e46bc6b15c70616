internal import CollectorConfig

/// Decodes the `dist` block.
enum DistributionDecoder {
    static let keys = [
        "module", "name", "description", "version", "output_path", "debug_compilation", "go", "build_tags",
        "cgo_enabled",
        "use_absolute_replace_paths",
    ]

    /// Keys that ocb itself dropped: older manifests still have them, and ocb ignores them.
    private static let removedKeys = ["otelcol_version", "include_core"]

    /// Keys that only mean something to the Go toolchain.
    private static let goOnlyKeys = ["go", "build_tags", "cgo_enabled", "use_absolute_replace_paths"]

    static func decode(
        _ entry: YAMLEntry?,
        start: SourcePosition,
        into diagnostics: inout Diagnostics
    ) -> DistributionSettings {
        guard let entry else {
            diagnostics.error(
                "dist.name is missing: the binary needs a name",
                at: start,
                fix: "add dist: {name: my-collector}"
            )
            return DistributionSettings(name: Located(value: "", location: start))
        }
        let reader = MappingReader(entry.value, title: "dist", keys: keys + removedKeys, into: &diagnostics)
        for key in removedKeys {
            guard let removed = reader.entry(key) else { continue }
            diagnostics.warning(
                "dist.\(key) was removed from ocb and has no effect",
                at: removed.location,
                fix: "remove it"
            )
        }
        var settings = DistributionSettings(name: name(reader, entry, into: &diagnostics))
        if let module = reader.text("module", into: &diagnostics) { settings.module = module.value }
        settings.description = reader.text("description", into: &diagnostics)?.value ?? ""
        settings.version = reader.text("version", into: &diagnostics)?.value ?? ""
        settings.outputPath = reader.text("output_path", into: &diagnostics).flatMap {
            $0.value.isEmpty ? nil : $0.value
        }
        settings.debugCompilation = reader.flag("debug_compilation", into: &diagnostics) ?? false
        _ = reader.text("go", into: &diagnostics)
        _ = reader.text("build_tags", into: &diagnostics)
        _ = reader.flag("cgo_enabled", into: &diagnostics)
        _ = reader.flag("use_absolute_replace_paths", into: &diagnostics)
        settings.goOnlyKeys = goOnlyKeys.compactMap { key in
            reader.entry(key).map { Located(value: key, location: $0.location) }
        }
        return settings
    }

    private static func name(
        _ reader: MappingReader,
        _ block: YAMLEntry,
        into diagnostics: inout Diagnostics
    ) -> Located<String> {
        guard let given = reader.entry("name") else {
            diagnostics.error(
                "dist.name is missing: the binary needs a name",
                at: block.location,
                fix: "add name: my-collector under dist"
            )
            return Located(value: "", location: block.location)
        }
        guard let name = reader.text("name", into: &diagnostics), !name.value.isEmpty else {
            if given.value.isEmpty || given.value.isEmptyText {
                diagnostics.error("dist.name is empty: the binary needs a name", at: given.value.location)
            }
            return Located(value: "", location: given.location)
        }
        if let problem = problem(withFileName: name.value) {
            diagnostics.error(
                "dist.name \"\(name.value)\" cannot be a file name: \(problem)",
                at: name.location,
                fix: suggestion(for: name.value)
            )
        }
        return name
    }

    /// Why the binary cannot have this name, if so.
    private static func problem(withFileName name: String) -> String? {
        if name == "." || name == ".." { return "it names a folder" }
        if name.hasPrefix("-") { return "it begins with -, as options do" }
        if name.utf8.count > 200 { return "it is longer than 200 bytes" }
        if name.contains("/") || name.contains("\\") { return "it contains a path separator" }
        if name.contains(where: \.isWhitespace) { return "it contains a space" }
        if name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            return "it contains a control character"
        }
        if GeneratedPackage.reservedNames.contains(name) { return "the generated package has a file of this name" }
        return nil
    }

    private static func suggestion(for name: String) -> String {
        let safe = String(name.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" ? $0 : "-" })
        let trimmed = safe.drop { $0 == "-" || $0 == "." }
        let usable =
            trimmed.isEmpty || GeneratedPackage.reservedNames.contains(String(trimmed)) ? "my-collector" : trimmed
        return "for example \(usable.prefix(100))"
    }
}

extension YAMLNode {
    fileprivate var isEmptyText: Bool {
        if case .scalar(let text) = value { text.isEmpty } else { false }
    }
}
