internal import CollectorConfig

/// Knows which line of a manifest brings a component.
package struct ManifestAdvice: Sendable {
    /// What is known of a type that a configuration names.
    package enum Finding: Sendable {
        /// A component brings it.
        case available(ComponentDescription)
        /// The library is to have it.
        case planned(PlannedComponent)
        /// Nothing is known of it; `near` may have been meant.
        case unknown(near: String?)
    }

    private let catalog: Catalog

    package init(_ catalog: Catalog) {
        self.catalog = catalog
    }

    private var components: [ComponentDescription] { catalog.components + catalog.neighbours.map(\.component) }

    /// What is known of `type`.
    package func find(_ kind: ComponentKind, _ type: String) -> Finding {
        let sameKind = components.filter { $0.kind == kind }
        if let match = sameKind.first(where: { $0.answers(to: type) }) { return .available(match) }
        let planned = PlannedComponent.all.filter { $0.kind == kind }
        if let match = planned.first(where: { $0.answers(to: type) }) { return .planned(match) }
        return .unknown(near: nearestMatch(type, in: sameKind.flatMap { [$0.type] + $0.aliases } + planned.map(\.type)))
    }

    /// The value of the entry that brings `component`, such as `gomod: … v0.159.0`.
    ///
    /// - Parameter versions: those that the manifest has already for a repository, by its first two path elements.
    package static func entry(_ component: ComponentDescription, versions: [String: String] = [:]) -> String {
        guard let path = component.goPaths.first else { return "module: \(component.product)" }
        return entry(path, versions: versions)
    }

    package static func entry(_ path: String, versions: [String: String] = [:]) -> String {
        let known = versions[repository(of: path)]
        let isUpstream = path.hasPrefix("go.opentelemetry.io/") || path.hasPrefix("github.com/open-telemetry/")
        // Upstream counts its providers apart.
        let newest = path.contains("/confmap/provider/") ? "v1.65.0" : isUpstream ? BuilderVersion.upstream : "v0.1.0"
        return "gomod: \(path) \(known ?? newest)"
    }

    /// The versions that the manifest names, each under its repository.
    package static func versions(in manifest: Manifest) -> [String: String] {
        var versions: [String: String] = [:]
        for entry in manifest.entries where entry.section != .providers && !entry.isDefault {
            guard case .goModule(let module, _, _) = entry.source, let version = module.version else { continue }
            versions[repository(of: module.path)] = versions[repository(of: module.path)] ?? version
        }
        return versions
    }

    private static func repository(of path: String) -> String {
        path.split(separator: "/").prefix(path.hasPrefix("go.opentelemetry.io/") ? 2 : 3).joined(separator: "/")
    }
}

extension ComponentDescription {
    /// Whether `type` is its type or an older name of it.
    func answers(to type: String) -> Bool { self.type == type || aliases.contains(type) }
}

extension PlannedComponent {
    /// Whether `type` is its type; upstream's older names lack the underscores.
    func answers(to type: String) -> Bool { type == self.type || type == self.type.replacing("_", with: "") }
}
