internal import CollectorConfig

/// The JSON Schema of manifests, for editors.
package struct ManifestSchema {
    private let catalog: Catalog

    package init(_ catalog: Catalog) {
        self.catalog = catalog
    }

    /// Draft 2020-12; module names are those of the catalog, and any other is allowed.
    package var json: String {
        var properties = [ConfigEntry("dist", Self.distribution)]
        for section in Section.allCases {
            let entry = entry(section)
            let list = ConfigNode.map([
                "description": ConfigNode(.string(Self.summaries[section] ?? "")),
                "type": ["array", "null"], "items": entry,
            ])
            properties.append(ConfigEntry(section.rawValue, section == .telemetry ? entry : list))
        }
        properties += [
            ConfigEntry("configs", Self.configs),
            ConfigEntry("conf_resolver", Self.resolver),
            ConfigEntry("replaces", Self.goOnly("Replacements of Go modules", list: true)),
            ConfigEntry("excludes", Self.goOnly("Excluded Go modules", list: true)),
        ]
        let schema = ConfigNode.map([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Manifest of an OpenTelemetry Collector distribution",
            "type": "object",
            "required": ["dist"],
            "properties": ConfigNode(.mapping(properties)),
            "additionalProperties": false,
        ])
        return schema.json()
    }

    private static let summaries: [Section: String] = [
        .receivers: "What takes telemetry in.", .processors: "What changes telemetry on its way.",
        .exporters: "What sends telemetry out.", .connectors: "What leads from pipelines to pipelines.",
        .extensions: "What works beside pipelines.",
        .providers: "What reads configuration; a list replaces env, file, http, https and yaml.",
        .converters: "Converters of configuration; those of Go are built in.",
    ]

    // MARK: Entries

    private func entry(_ section: Section) -> ConfigNode {
        let known = catalog.components.filter { $0.kind == section.kind }
        let modules = known.flatMap(\.goPaths).map { path in
            ConfigNode(.string(String(ManifestAdvice.entry(path).dropFirst("gomod: ".count))))
        }
        let products = known.map { ConfigNode(.string($0.product)) }
        return .map([
            "type": "object",
            "properties": ConfigNode(
                .mapping([
                    ConfigEntry(
                        "gomod",
                        Self.text("The Go module that a component here stands in for, and a version.", modules)
                    ),
                    ConfigEntry("import", Self.text("The Go package, where it is not the module itself.")),
                    ConfigEntry("name", Self.text("An alias, as ocb has it; without effect.")),
                    ConfigEntry("path", Self.text("A Swift package on this machine, or a folder of one.")),
                    ConfigEntry("module", Self.text("A component of the library, by its Swift name.", products)),
                    ConfigEntry("package", Self.text("A Swift package by the URL of its git repository.")),
                    ConfigEntry(
                        "product",
                        Self.text("The product of the package, where it holds several of the kind.")
                    ),
                    ConfigEntry("from", Self.text("The least version of the package; the next major one is too new.")),
                    ConfigEntry("exact", Self.text("The version of the package.")),
                    ConfigEntry("branch", Self.text("A branch of the package's repository.")),
                    ConfigEntry("revision", Self.text("A commit of the package's repository.")),
                ])
            ),
            "additionalProperties": false,
            "anyOf": ConfigNode(.sequence(["gomod", "module", "path", "package"].map { .map(["required": [$0]]) })),
        ])
    }

    /// Text, for which editors offer `suggestions`.
    private static func text(_ description: String, _ suggestions: [ConfigNode] = []) -> ConfigNode {
        var entries = [ConfigEntry("description", ConfigNode(.string(description)))]
        if suggestions.isEmpty {
            entries.append(ConfigEntry("type", "string"))
        } else {
            let known = ConfigNode.map(["enum": ConfigNode(.sequence(suggestions))])
            entries.append(ConfigEntry("anyOf", [known, .map(["type": "string"])]))
        }
        return ConfigNode(.mapping(entries))
    }

    // MARK: The rest

    private static var distribution: ConfigNode {
        let flag = ConfigNode.map(["type": "boolean", "default": false])
        return .map([
            "description": "The distribution as a whole.",
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": .map([
                "name": text("The file name of the binary."),
                "module": text("The Go module that ocb would generate; without effect."),
                "description": text("What the collector calls itself, for people."),
                "version": .map([
                    "description": "The version that the collector reports.", "type": ["string", "number"],
                ]),
                "output_path": text("The folder for sources and binary, from the current one."),
                "debug_compilation": .map([
                    "description": "Keeps symbols and leaves out optimisation.", "type": "boolean", "default": false,
                ]),
                "go": goOnly("Go's executable"), "build_tags": goOnly("Go's build tags"),
                "cgo_enabled": flag, "use_absolute_replace_paths": flag,
            ]),
        ])
    }

    private static var configs: ConfigNode {
        .map([
            "description": "Collector configurations that the distribution is checked against when it is built.",
            "type": ["array", "null"],
            "items": .map([
                "anyOf": [
                    .map(["type": "string"]),
                    .map([
                        "description": "Sources that are merged into one configuration.", "type": "array",
                        "items": .map(["type": "string"]),
                    ]),
                ]
            ]),
        ])
    }

    private static var resolver: ConfigNode {
        .map([
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": .map(["default_uri_scheme": text("The scheme of ${NAME} without one; env by default.")]),
        ])
    }

    private static func goOnly(_ what: String, list: Bool = false) -> ConfigNode {
        let description = ConfigNode(.string("\(what): accepted, and without effect."))
        return list
            ? .map(["description": description, "type": ["array", "null"], "items": .map(["type": "string"])])
            : .map(["description": description, "type": ["string", "null"]])
    }
}
