internal import CollectorConfig

/// The JSON Schema of the configurations that one distribution takes, for editors.
package struct CollectorSchema {
    private let read: ReadManifest

    package init(_ read: ReadManifest) {
        self.read = read
    }

    /// Draft 2020-12, made of the components' own; one that has none takes anything.
    package func json(into diagnostics: inout Diagnostics) -> String {
        var properties: [ConfigEntry] = []
        for kind in ComponentKind.allCases where kind != .provider {
            var patterns: [ConfigEntry] = []
            for component in read.resolution.components.map(\.description) where component.kind == kind {
                let names = ([component.type] + component.aliases).joined(separator: "|")
                let schema = SettingsSchema.read(component, into: &diagnostics)?.root.withoutDraft
                patterns.append(ConfigEntry("^(\(names))(/.+)?$", schema ?? .map([:])))
            }
            properties.append(
                ConfigEntry(
                    kind.section.rawValue,
                    .map([
                        "type": ["object", "null"],
                        "patternProperties": ConfigNode(.mapping(patterns)),
                        "additionalProperties": false,
                    ])
                )
            )
        }
        let service = SettingsSchema.read(read.library.serviceSchema, into: &diagnostics)?.root.withoutDraft
        properties.append(ConfigEntry("service", service ?? .map([:])))
        let schema = ConfigNode.map([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": ConfigNode(.string("Configuration of \(read.manifest.distribution.name.value)")),
            "type": "object",
            "properties": ConfigNode(.mapping(properties)),
            "additionalProperties": false,
        ])
        return schema.json()
    }
}

extension ConfigNode {
    /// The schema as a part of another.
    fileprivate var withoutDraft: ConfigNode { ConfigNode(.mapping(entries.filter { $0.key != "$schema" })) }
}

extension ComponentLibrary {
    /// The schema of `service`.
    var serviceSchema: String { root + "/Sources/Collector/CollectorService/schema.json" }
}
