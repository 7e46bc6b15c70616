internal import CollectorConfig

/// Writes the manifest of the smallest distribution that some collector configurations need.
package struct ManifestFromConfigs {
    private let configs: [LoadedConfig]
    private let catalog: Catalog
    private let name: String

    /// - Parameter name: of the binary.
    package init(_ configs: [LoadedConfig], catalog: Catalog, name: String) {
        self.configs = configs
        self.catalog = catalog
        self.name = name
    }

    /// The manifest's text; what it cannot hold is reported, and stands in it as a comment.
    package func text(into diagnostics: inout Diagnostics) -> String {
        var text = """
            # What the configurations below need, by swift-ocb from-config.
            dist:
              name: \(Self.scalar(name))
              description: Custom OpenTelemetry Collector
              version: 0.1.0
              output_path: ./build

            """
        for kind in ComponentKind.allCases where kind != .provider {
            let rows = rows(kind, into: &diagnostics)
            if !rows.isEmpty { text += "\n\(kind.section.rawValue):\n\(rows.joined(separator: "\n"))\n" }
        }
        text += providers(into: &diagnostics)
        text += "\n# Checked against the distribution when it is built.\nconfigs:\n"
        for config in configs {
            let uris = config.sources.uris.map(Self.scalar)
            text += "  - \(uris.count == 1 ? uris[0] : "[\(uris.joined(separator: ", "))]")\n"
        }
        return text
    }

    private func rows(_ kind: ComponentKind, into diagnostics: inout Diagnostics) -> [String] {
        let advice = ManifestAdvice(catalog)
        var rows: [String] = []
        for config in configs {
            let use = ConfigUse(config.root)
            if use.unknownKinds.contains(kind) {
                diagnostics.warning(
                    "the \(kind.section.rawValue) of \(config.sources.words) are not known here",
                    at: config.root[kind.section.rawValue]?.position,
                    fix: "add them to the manifest by hand"
                )
            }
            for component in use.components where component.kind == kind {
                let row = row(component, advice, into: &diagnostics)
                if !rows.contains(row) { rows.append(row) }
            }
        }
        return rows
    }

    private func row(
        _ use: ConfigUse.Component,
        _ advice: ManifestAdvice,
        into diagnostics: inout Diagnostics
    ) -> String {
        let what = "\(use.kind.rawValue) \"\(use.type)\""
        switch advice.find(use.kind, use.type) {
        case .available(let component):
            return "  - \(ManifestAdvice.entry(component))"
        case .planned(let component):
            diagnostics.warning(
                "the \(what) is planned and not available yet",
                at: use.location,
                fix: "build without it by --skip-unavailable"
            )
            return "  - \(ManifestAdvice.entry(component.importPath))  # not available yet"
        case .unknown(let near):
            diagnostics.error(
                "no \(use.kind.rawValue) is called \"\(use.type)\"",
                at: use.location,
                fix: near.map { "did you mean \"\($0)\"?" } ?? "write one in Swift, and add it by path: or package:"
            )
            return "  # no \(what.filter { !$0.isNewline }) is known"
        }
    }

    /// Nothing where the providers that a manifest has by default will do.
    private func providers(into diagnostics: inout Diagnostics) -> String {
        let usual = ["env", "file", "http", "https", "yaml"]
        let others = Set(configs.flatMap(\.schemes)).subtracting(usual).sorted()
        guard !others.isEmpty else { return "" }
        var rows = usual.compactMap { scheme in catalog.components.first { $0.kind == .provider && $0.type == scheme } }
            .map { "  - \(ManifestAdvice.entry($0))" }
        for scheme in others {
            guard let component = catalog.components.first(where: { $0.kind == .provider && $0.type == scheme }) else {
                diagnostics.error(
                    "no provider has the scheme \"\(scheme)\", which a configuration refers to",
                    fix: "write one in Swift, and add it by path: or package:"
                )
                rows.append("  # no provider \"\(scheme)\" is known")
                continue
            }
            rows.append("  - \(ManifestAdvice.entry(component))")
        }
        return "\nproviders:\n\(rows.joined(separator: "\n"))\n"
    }

    /// `text` in YAML, in quotes where it needs them.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.wholeMatch(of: /[A-Za-z.\/][A-Za-z0-9_.\/\-]*/) != nil
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
        return isPlain ? text : "'\(text.replacing("'", with: "''"))'"
    }
}
