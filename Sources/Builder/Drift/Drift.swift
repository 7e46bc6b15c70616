internal import CollectorConfig

/// How a manifest and the configurations of its collector have drifted apart.
package struct Drift: Sendable {
    /// A component that a configuration needs and the manifest does not list.
    package struct Missing: Sendable {
        package var use: ConfigUse.Component
        package var finding: ManifestAdvice.Finding
    }

    /// Components of the manifest that no configuration uses.
    package private(set) var unused: [ResolvedComponent] = []
    /// Each once, where a configuration names it first.
    package private(set) var missing: [Missing] = []

    package var isEmpty: Bool { unused.isEmpty && missing.isEmpty }

    package init(_ read: ReadManifest, _ configs: [LoadedConfig]) {
        let uses = configs.map { ConfigUse($0.root) }
        let used = uses.flatMap(\.components)
        let unknown = uses.reduce(into: Set<ComponentKind>()) { $0.formUnion($1.unknownKinds) }
        unused = read.resolution.components.filter { component in
            let kind = component.description.kind
            // What is not known here may use anything; and any source may need a provider.
            return kind != .provider && !unknown.contains(kind)
                && !used.contains { $0.kind == kind && component.description.answers(to: $0.type) }
        }
        let descriptions = read.resolution.components.map(\.description)
        let listed = Self.unavailable(in: read.manifest)
        let advice = ManifestAdvice(read.catalog)
        for use in used where !use.id.contains("${") && use.description(in: descriptions) == nil {
            let isListed = listed.contains { $0.kind == use.kind && $0.answers(to: use.type) }
            let isKnown = missing.contains { $0.use.kind == use.kind && $0.use.type == use.type }
            guard !isListed, !isKnown else { continue }
            missing.append(Missing(use: use, finding: advice.find(use.kind, use.type)))
        }
    }

    /// Entries that are listed, and planned here: the manifest has done its part.
    private static func unavailable(in manifest: Manifest) -> [PlannedComponent] {
        manifest.entries.compactMap { entry in
            guard case .goModule(_, let importPath, _) = entry.source else { return nil }
            let path = GoModule.normalized(importPath)
            return PlannedComponent.all.first { $0.importPath == path && $0.kind == entry.section.kind }
        }
    }

    /// What there is to tell; the errors are the list that ends a run with exit code 1.
    package func diagnostics(versions: [String: String]) -> [Diagnostic] {
        let left = unused.map { component in
            Diagnostic(
                .error,
                "no configuration uses the \(component.description.kind.rawValue) \"\(component.description.type)\"",
                at: component.location,
                fix: "remove the entry, or run with --fix"
            )
        }
        return left
            + missing.map { missing in
                let kind = missing.use.kind.rawValue
                let section = missing.use.kind.section.rawValue
                let fix =
                    switch missing.finding {
                    case .available(let component):
                        "add under \(section): \"- \(ManifestAdvice.entry(component, versions: versions))\", or run with --fix"
                    case .planned: "it is planned and not available yet"
                    case .unknown(let near): near.map { "did you mean \"\($0)\"?" } ?? "nothing of this name is known"
                    }
                return Diagnostic(
                    .error,
                    "the manifest lists no \(kind) \"\(missing.use.type)\"",
                    at: missing.use.location,
                    fix: fix
                )
            }
    }

    /// The manifest's text without what is unused and with what is missing and can be had; comments and the rest stay.
    ///
    /// - Returns: nil after reporting a place that cannot be edited.
    package func fixed(_ read: ReadManifest, into diagnostics: inout Diagnostics) -> String? {
        var editor = ManifestEditor(read.file)
        for component in unused where !editor.remove(at: component.location, component.description.kind.section) {
            diagnostics.error(
                "the entry of \"\(component.description.type)\" cannot be removed: it is not a line of its own",
                at: component.location,
                fix: "remove it by hand"
            )
        }
        let versions = ManifestAdvice.versions(in: read.manifest)
        for missing in missing {
            guard case .available(let component) = missing.finding else { continue }
            let section = component.kind.section
            guard !editor.add(ManifestAdvice.entry(component, versions: versions), to: section) else { continue }
            diagnostics.error(
                "\(section.rawValue) cannot be extended: it is not a list with a line for each entry",
                at: SourcePosition(file: read.file.name, line: 1, column: 1),
                fix: "add \"\(ManifestAdvice.entry(component, versions: versions))\" by hand"
            )
        }
        return diagnostics.hasErrors ? nil : editor.text
    }
}
