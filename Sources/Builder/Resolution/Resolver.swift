internal import CollectorConfig

/// Matches the entries of a manifest with components; a pure function of what was read before.
package struct Resolver {
    private let manifest: Manifest
    private let catalog: Catalog
    private let surroundings: Surroundings
    private let skipsUnavailable: Bool

    /// Import paths whose work the collector does by itself.
    private static let builtIn: [Section: [String]] = [
        .telemetry: [
            "go.opentelemetry.io/collector/service",
            "go.opentelemetry.io/collector/service/telemetry/otelconftelemetry",
        ],
        .converters: ["go.opentelemetry.io/collector/confmap/converter/expandconverter"],
    ]

    package static func resolve(
        _ manifest: Manifest,
        catalog: Catalog,
        surroundings: Surroundings,
        skippingUnavailable: Bool = false,
        into diagnostics: inout Diagnostics
    ) -> Resolution {
        let resolver = Resolver(
            manifest: manifest,
            catalog: catalog,
            surroundings: surroundings,
            skipsUnavailable: skippingUnavailable
        )
        let components = manifest.entries.compactMap { resolver.component(for: $0, into: &diagnostics) }
        resolver.reportDuplicates(components, into: &diagnostics)
        resolver.reportClashes(components, into: &diagnostics)
        resolver.checkDefaultScheme(components, into: &diagnostics)
        resolver.explainGoOnlyKeys(into: &diagnostics)
        return Resolution(
            manifestFile: manifest.file,
            distribution: manifest.distribution,
            components: components,
            defaultURIScheme: manifest.defaultURIScheme?.value ?? "env"
        )
    }

    // MARK: One entry

    private func component(for entry: ManifestEntry, into diagnostics: inout Diagnostics) -> ResolvedComponent? {
        switch entry.source {
        case .goModule(_, let importPath, let folder):
            if let folder,
                case .decided(let own) = ownComponent(entry, folder: folder, importPath: importPath, into: &diagnostics)
            {
                return own
            }
            return component(importPath: importPath, entry, into: &diagnostics)
        case .library(let product):
            return component(product: product, entry, into: &diagnostics)
        case .folder(let folder, let product):
            return component(folder: folder, product: product, entry, into: &diagnostics)
        case .package(let url, let requirement, let product):
            let package = RemotePackage(url: url, requirement: requirement)
            switch surroundings.packages[package] {
            case .found(let components):
                return pick(components, product: product, .remote(package), entry, place: url, into: &diagnostics)
            case .failed(let reason):
                unavailable(
                    "\(url) could not be fetched: \(reason)",
                    entry,
                    fix: "check the URL and the version",
                    into: &diagnostics
                )
            case nil:
                unavailable(
                    "\(url) was not fetched",
                    entry,
                    fix: "run once without --skip-get-modules and --dry-run",
                    into: &diagnostics
                )
            }
            return nil
        }
    }

    private func component(
        importPath: String,
        _ entry: ManifestEntry,
        into diagnostics: inout Diagnostics
    ) -> ResolvedComponent? {
        let wanted = GoModule.normalized(importPath)
        let found = catalog.components(importPath: importPath)
        if let match = found.first(where: { $0.kind == entry.section.kind }) {
            return resolved(match, .library, entry)
        }
        if let other = found.first {
            wrongKind("\(importPath)", other.kind, entry, into: &diagnostics)
            return nil
        }
        let neighbours = catalog.neighbours(importPath: importPath)
        if let match = neighbours.first(where: { $0.component.kind == entry.section.kind }) {
            return resolved(match.component, .folder(root: match.packageRoot), entry)
        }
        if let other = neighbours.first {
            wrongKind("\(importPath)", other.component.kind, entry, into: &diagnostics)
            return nil
        }
        if Self.builtIn[entry.section]?.contains(wanted) == true { return nil }
        let planned = PlannedComponent.all.filter { $0.importPath == wanted }
        if let match = planned.first(where: { $0.kind == entry.section.kind }) {
            unavailable(
                "\(importPath) is planned and not available yet",
                entry,
                fix: "remove \(match.type), or build without it by --skip-unavailable",
                into: &diagnostics
            )
        } else if let other = planned.first {
            wrongKind("\(importPath)", other.kind, entry, into: &diagnostics)
        } else {
            unknown(importPath, entry, into: &diagnostics)
        }
        return nil
    }

    private func component(
        product: String,
        _ entry: ManifestEntry,
        into diagnostics: inout Diagnostics
    ) -> ResolvedComponent? {
        guard let match = catalog.component(product: product) else {
            let byType = catalog.components.first {
                $0.kind == entry.section.kind && ($0.type == product || $0.aliases.contains(product))
            }
            let near = byType?.product ?? nearestMatch(product, in: catalog.components.map(\.product))
            unavailable(
                "the library has no module \"\(product)\"",
                entry,
                fix: near.map { "did you mean \"\($0)\"?" } ?? "`swift-ocb components` lists what there is",
                isMisspelt: near != nil,
                into: &diagnostics
            )
            return nil
        }
        guard match.kind == entry.section.kind else {
            wrongKind(product, match.kind, entry, into: &diagnostics)
            return nil
        }
        return resolved(match, .library, entry)
    }

    private func component(
        folder: Located<String>,
        product: String?,
        _ entry: ManifestEntry,
        into diagnostics: inout Diagnostics
    ) -> ResolvedComponent? {
        guard let found = existing(folder, into: &diagnostics) else { return nil }
        guard !found.components.isEmpty else {
            let fix =
                found.hasGoSources
                ? "Go code cannot be built: write the component in Swift, as `swift-ocb new` (planned) will scaffold it"
                : "put one beside the sources; Sources/Components/README.md describes it"
            unavailable("\(folder.value) holds no component.yaml", entry, fix: fix, into: &diagnostics)
            return nil
        }
        return pick(found, product: product, entry, folder, into: &diagnostics)
    }

    private enum FolderDecision {
        /// The folder settles the matter, for good or with an error already told.
        case decided(ResolvedComponent?)
        /// The folder holds Go sources of something known; the import path decides.
        case byImportPath
    }

    /// What the folder beside a `gomod:` says.
    private func ownComponent(
        _ entry: ManifestEntry,
        folder: Located<String>,
        importPath: String,
        into diagnostics: inout Diagnostics
    ) -> FolderDecision {
        guard let found = existing(folder, into: &diagnostics) else { return .decided(nil) }
        guard found.components.isEmpty else {
            return .decided(pick(found, product: nil, entry, folder, into: &diagnostics))
        }
        let isKnown =
            !catalog.components(importPath: importPath).isEmpty
            || !catalog.neighbours(importPath: importPath).isEmpty
            || PlannedComponent.all.contains { $0.importPath == GoModule.normalized(importPath) }
            || Self.builtIn[entry.section]?.contains(GoModule.normalized(importPath)) == true
        guard isKnown else {
            unavailable(
                "\(folder.value) holds no component.yaml, and Go code cannot be built",
                entry,
                fix: "write \(importPath) in Swift, as `swift-ocb new` (planned) will scaffold it",
                into: &diagnostics
            )
            return .decided(nil)
        }
        diagnostics.warning(
            "\(folder.value) holds \(found.hasGoSources ? "Go sources, which are not built" : "no component.yaml"): \(importPath) is resolved by its import path",
            at: folder.location,
            fix: "remove path: to say so yourself"
        )
        return .byImportPath
    }

    private func existing(_ folder: Located<String>, into diagnostics: inout Diagnostics) -> FolderFacts.Found? {
        switch surroundings.folders[folder.value] {
        case .found(let found):
            if found.isBesideManifest {
                diagnostics.note(
                    "\(folder.value) is not in the current folder; taken beside the manifest: \(found.path)",
                    at: folder.location
                )
            }
            return found
        case .missing(let looked):
            diagnostics.error(
                "path \(folder.value) does not exist (looked for \(looked.joined(separator: " and ")))",
                at: folder.location,
                fix: "paths are taken from the current folder, then from the manifest's"
            )
        case nil:
            diagnostics.error("path \(folder.value) was not looked at", at: folder.location)
        }
        return nil
    }

    private func pick(
        _ found: FolderFacts.Found,
        product: String?,
        _ entry: ManifestEntry,
        _ folder: Located<String>,
        into diagnostics: inout Diagnostics
    ) -> ResolvedComponent? {
        guard let root = found.packageRoot else {
            diagnostics.error(
                "\(folder.value) is in no Swift package: no Package.swift there or in a folder above",
                at: folder.location,
                fix: "add a Package.swift with the library product \(found.components.first?.product ?? "")"
            )
            return nil
        }
        return pick(
            found.components,
            product: product,
            .folder(root: root),
            entry,
            place: folder.value,
            into: &diagnostics
        )
    }

    /// The one of a package's components that the entry means.
    private func pick(
        _ components: [ComponentDescription],
        product: String?,
        _ origin: PackageOrigin,
        _ entry: ManifestEntry,
        place: String,
        into diagnostics: inout Diagnostics
    ) -> ResolvedComponent? {
        if let product {
            guard let match = components.first(where: { $0.product == product }) else {
                let products = components.map(\.product)
                unavailable(
                    "\(place) has no product \"\(product)\" with a component.yaml",
                    entry,
                    fix: nearestMatch(product, in: products).map { "did you mean \"\($0)\"?" }
                        ?? "it has \(products.isEmpty ? "none" : products.joined(separator: ", "))",
                    into: &diagnostics
                )
                return nil
            }
            guard match.kind == entry.section.kind else {
                wrongKind(product, match.kind, entry, into: &diagnostics)
                return nil
            }
            return resolved(match, origin, entry)
        }
        let fitting = components.filter { $0.kind == entry.section.kind }
        if fitting.count == 1, let match = fitting.first { return resolved(match, origin, entry) }
        if let other = components.first, fitting.isEmpty {
            wrongKind("\(other.product) in \(place)", other.kind, entry, into: &diagnostics)
        } else if components.isEmpty {
            unavailable(
                "\(place) holds no component.yaml",
                entry,
                fix: "it may be no component package",
                into: &diagnostics
            )
        } else {
            diagnostics.error(
                "\(place) holds \(fitting.count) \(entry.section.rawValue)",
                at: entry.location,
                fix: "name one by product: \(fitting.map(\.product).joined(separator: ", "))"
            )
        }
        return nil
    }

    private func resolved(
        _ description: ComponentDescription,
        _ origin: PackageOrigin,
        _ entry: ManifestEntry
    ) -> ResolvedComponent {
        ResolvedComponent(description: description, origin: origin, words: entry.words, location: entry.location)
    }

    // MARK: What cannot be

    private func wrongKind(
        _ name: String,
        _ kind: ComponentKind,
        _ entry: ManifestEntry,
        into diagnostics: inout Diagnostics
    ) {
        diagnostics.error(
            "\(name) is \(kind.withArticle), listed under \(entry.section.rawValue)",
            at: entry.location,
            fix: "move it to \(kind.section.rawValue)"
        )
    }

    private func unknown(_ importPath: String, _ entry: ManifestEntry, into diagnostics: inout Diagnostics) {
        let sameKind = (catalog.components + catalog.neighbours.map(\.component))
            .filter { $0.kind == entry.section.kind }.flatMap(\.goPaths)
        let planned = PlannedComponent.all.filter { $0.kind == entry.section.kind }.map(\.importPath)
        let wanted = GoModule.normalized(importPath)
        let near = Self.nearestPath(wanted, in: sameKind + planned, of: entry.section.kind)
        let what = entry.section.kind.map { "no \($0.rawValue)" } ?? "nothing in \(entry.section.rawValue)"
        unavailable(
            "\(what) here stands in for \(importPath), and Go code cannot be built",
            entry,
            fix: near.map { "did you mean \($0)?" } ?? "remove it, or build without it by --skip-unavailable",
            isMisspelt: near != nil,
            into: &diagnostics
        )
    }

    /// The path whose last element is, or is nearly, that of `wanted`: what stands before it is much alike in all.
    private static func nearestPath(_ wanted: String, in paths: [String], of kind: ComponentKind?) -> String? {
        func lastElement(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
        if let same = paths.first(where: { lastElement($0) == lastElement(wanted) }) { return same }
        // So is the kind at its end, where that is spelt right: `ntpreceiver` is far from `nopreceiver`.
        let suffix = kind.flatMap { lastElement(wanted).hasSuffix($0.rawValue) ? $0.rawValue : nil } ?? ""
        func name(_ path: String) -> String {
            let element = lastElement(path)
            return element.hasSuffix(suffix) ? String(element.dropLast(suffix.count)) : element
        }
        guard let near = nearestMatch(name(wanted), in: paths.map(name), atMost: min(2, name(wanted).count / 4))
        else { return nil }
        return paths.first { name($0) == near }
    }

    /// An error, or with `--skip-unavailable` a warning that the entry is left out.
    private func unavailable(
        _ message: String,
        _ entry: ManifestEntry,
        fix: String,
        isMisspelt: Bool = false,
        into diagnostics: inout Diagnostics
    ) {
        if skipsUnavailable {
            diagnostics.warning(
                "\(message); left out of the distribution",
                at: entry.location,
                fix: isMisspelt ? fix : nil
            )
        } else {
            diagnostics.error(message, at: entry.location, fix: fix)
        }
    }

    // MARK: The whole

    private func reportDuplicates(_ components: [ResolvedComponent], into diagnostics: inout Diagnostics) {
        struct Key: Hashable {
            var kind: ComponentKind
            var type: String
        }
        var first: [Key: ResolvedComponent] = [:]
        for component in components {
            let names = [component.description.type] + component.description.aliases
            let keys = names.map { Key(kind: component.description.kind, type: $0) }
            guard let earlier = keys.lazy.compactMap({ first[$0] }).first else {
                for key in keys { first[key] = component }
                continue
            }
            let isSame =
                earlier.origin == component.origin && earlier.description.product == component.description.product
            diagnostics.error(
                isSame
                    ? "\(component.description.product) is listed twice, first on line \(earlier.location.line)"
                    : "the \(component.description.kind.rawValue) type \"\(component.description.type)\" is taken by \(earlier.description.product) on line \(earlier.location.line)",
                at: component.location,
                fix: "keep one of them"
            )
        }
    }

    /// One binary cannot hold two modules of one name, nor SwiftPM two packages.
    private func reportClashes(_ components: [ResolvedComponent], into diagnostics: inout Diagnostics) {
        var products: [String: ResolvedComponent] = [:]
        var identities: [String: PackageOrigin] = [PackageIdentity.library: .library]
        for component in components {
            if let other = products[component.description.product], other.origin != component.origin {
                diagnostics.error(
                    "two packages publish a module \"\(component.description.product)\"; the other is named on line \(other.location.line)",
                    at: component.location,
                    fix: "rename the module in one of them"
                )
            }
            products[component.description.product] = component
            if let other = identities[component.origin.identity], other != component.origin {
                diagnostics.error(
                    "two packages are called \"\(component.origin.identity)\", by the last part of their paths",
                    at: component.location,
                    fix: "rename the folder or repository of one of them"
                )
            }
            identities[component.origin.identity] = component.origin
        }
    }

    private func checkDefaultScheme(_ components: [ResolvedComponent], into diagnostics: inout Diagnostics) {
        guard let scheme = manifest.defaultURIScheme else { return }
        let schemes = components.filter { $0.description.kind == .provider }.map(\.description.type)
        guard !schemes.contains(scheme.value) else { return }
        diagnostics.warning(
            "no provider of this distribution has the scheme \"\(scheme.value)\"",
            at: scheme.location,
            fix: nearestMatch(scheme.value, in: schemes).map { "did you mean \"\($0)\"?" }
                ?? "its schemes are \(schemes.joined(separator: ", "))"
        )
    }

    /// Says once that some keys, accepted for ocb's sake, do nothing here.
    private func explainGoOnlyKeys(into diagnostics: inout Diagnostics) {
        var keys = manifest.distribution.goOnlyKeys.map { (name: "dist.\($0.value)", location: $0.location) }
        if let first = manifest.replaces.first { keys.append(("replaces", first.location)) }
        if let first = manifest.excludes.first { keys.append(("excludes", first.location)) }
        guard let first = keys.first else { return }
        diagnostics.note(
            "\(keys.map(\.name).joined(separator: ", ")): accepted, and without effect, since no Go module is fetched or built",
            at: first.location
        )
    }
}
