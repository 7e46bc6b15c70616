package import CollectorConfig

/// What a distribution consists of: every entry of the manifest matched with a component, or dropped with a warning.
package struct Resolution: Sendable {
    package var manifestFile: String
    package var distribution: DistributionSettings
    /// In manifest order, section by section.
    package var components: [ResolvedComponent]
    /// The scheme of `${NAME}` without one.
    package var defaultURIScheme: String

    /// The packages beside the library that components come from, each once.
    package var dependencies: [PackageOrigin] {
        var seen: Set<PackageOrigin> = [.library]
        return components.map(\.origin).filter { seen.insert($0).inserted }
    }
}

/// The package that a component's product belongs to.
package enum PackageOrigin: Sendable, Hashable {
    case library
    /// A package in a local folder.
    case folder(root: String)
    case remote(RemotePackage)

    /// What SwiftPM calls the package.
    package var identity: String {
        switch self {
        case .library: PackageIdentity.library
        case .folder(let root): PackageIdentity.ofFolder(root)
        case .remote(let package): package.identity
        }
    }
}

/// An entry of the manifest, matched.
package struct ResolvedComponent: Sendable {
    package var description: ComponentDescription
    package var origin: PackageOrigin
    /// The manifest's words for it.
    package var words: String
    /// Where the manifest names it.
    package var location: SourcePosition
}
