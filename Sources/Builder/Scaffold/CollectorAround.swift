internal import CollectorConfig

/// The manifest of a collector that runs given configurations: what they declare, from the package at hand, else from the
/// library.
package enum CollectorAround {
    /// The manifest's text; reports what neither the package nor the library has.
    ///
    /// - Parameters:
    ///   - local: the package whose components come first, used or not.
    ///   - name: what the collector is called.
    package static func manifest(
        of configured: [ConfiguredComponent],
        local: LocalComponents?,
        catalog: Catalog,
        name: String,
        into diagnostics: inout Diagnostics
    ) -> String {
        let own = local?.components ?? []
        var lines: [ComponentKind: [String]] = [:]
        for component in own {
            lines[component.kind, default: []].append("path: \(quoted(LocalComponents.folder(of: component)))")
        }
        var taken: Set<String> = []
        for wanted in configured where !own.contains(where: { $0.answers(wanted) }) {
            if let found = catalog.components.first(where: { $0.answers(wanted) }) {
                guard taken.insert(found.product).inserted else { continue }
                lines[wanted.kind, default: []].append("module: \(found.product)")
            } else if let found = catalog.neighbours.first(where: { $0.component.answers(wanted) }) {
                guard taken.insert(found.component.product).inserted else { continue }
                let folder = LocalComponents.folder(of: found.component)
                lines[wanted.kind, default: []].append("path: \(quoted(folder))")
            } else {
                report(wanted, own, catalog, &diagnostics)
            }
        }
        var text = "# Written by swift-ocb: what a collector configuration declares.\ndist:\n  name: \(name)\n"
        text += "  description: \(name), built by swift-ocb around a configuration\n  version: 0.0.0\n"
        for kind in ComponentKind.allCases {
            guard let entries = lines[kind] else { continue }
            text += "\(kind.section.rawValue):\n" + entries.map { "  - \($0)\n" }.joined()
        }
        return text
    }

    private static func report(
        _ wanted: ConfiguredComponent,
        _ own: [ComponentDescription],
        _ catalog: Catalog,
        _ diagnostics: inout Diagnostics
    ) {
        let known = (own + catalog.components + catalog.neighbours.map(\.component)).filter { $0.kind == wanted.kind }
        let near = nearestMatch(wanted.type, in: known.flatMap { [$0.type] + $0.aliases })
        let isPlanned = PlannedComponent.all.contains { $0.kind == wanted.kind && $0.type == wanted.type }
        diagnostics.error(
            "there is no \(wanted.kind) \"\(wanted.type)\" in the library"
                + (isPlanned ? ": it is not available yet" : ""),
            at: wanted.location,
            fix: near.map { "did you mean \"\($0)\"?" }
                ?? "\"swift-ocb components\" lists what there is, and \"swift-ocb new \(wanted.kind) \(wanted.type)\" begins one"
        )
    }

    /// A path as YAML that means just it.
    private static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: "''") + "'" }
}

extension ComponentDescription {
    /// Whether it is what `wanted` names.
    fileprivate func answers(_ wanted: ConfiguredComponent) -> Bool {
        kind == wanted.kind && (type == wanted.type || aliases.contains(wanted.type))
    }
}
