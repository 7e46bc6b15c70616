package import CollectorConfig

/// A value, and where the manifest gives it.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    package var location: SourcePosition
}

extension Located: Equatable where Value: Equatable {}

/// What a manifest asks for, decoded and checked as far as its own text allows.
package struct Manifest: Sendable {
    package var file: String
    package var distribution: DistributionSettings
    /// The components of every section in manifest order; providers hold the defaults unless the manifest lists its own.
    package var entries: [ManifestEntry]
    package var replaces: [Located<String>]
    package var excludes: [Located<String>]
    /// The collector configurations that the distribution is checked against.
    package var configs: [Located<ConfigSources>]
    /// The scheme of `${NAME}` without one.
    package var defaultURIScheme: Located<String>?
}

/// The manifest's `dist` block.
package struct DistributionSettings: Sendable, Equatable {
    package var name: Located<String>
    package var module = "go.opentelemetry.io/collector/cmd/builder"
    package var description = ""
    package var version = ""
    package var outputPath: String?
    package var debugCompilation = false
    /// Keys that have a meaning for Go only, to be explained once.
    package var goOnlyKeys: [Located<String>] = []
}

/// One module of a manifest.
package struct ManifestEntry: Sendable, Equatable {
    /// Where the entry says that its component comes from.
    package enum Source: Sendable, Equatable {
        /// `gomod:`; with `path:`, `folder` is where the user keeps the module.
        case goModule(GoModule, importPath: String, folder: Located<String>?)
        /// `module:`, a product of the library.
        case library(product: String)
        /// `path:`, a local Swift package or a folder of one.
        case folder(Located<String>, product: String?)
        /// `package:`, a Swift package in a git repository.
        case package(url: String, requirement: PackageRequirement, product: String?)
    }

    package var section: Section
    package var source: Source
    /// Where the manifest names the component; errors about it point here.
    package var location: SourcePosition
    /// Whether the builder supplied the entry as a default.
    package var isDefault = false

    /// The manifest's words for it, as the distribution repeats them in its component list.
    package var words: String {
        switch source {
        case .goModule(let module, let importPath, _):
            importPath == module.path ? module.words : "\(module.words) (import \(importPath))"
        case .library(let product): product
        case .folder(let folder, nil): folder.value
        case .folder(let folder, let product?): "\(folder.value) (product \(product))"
        case .package(let url, let requirement, _): "\(url) \(requirement.words)"
        }
    }
}

/// The versions of a package that will do, in SwiftPM's words.
package enum PackageRequirement: Sendable, Equatable, Hashable {
    case from(String)
    case exact(String)
    case branch(String)
    case revision(String)

    package var words: String {
        switch self {
        case .from(let version): "from \(version)"
        case .exact(let version): version
        case .branch(let name): "branch \(name)"
        case .revision(let id): "revision \(id)"
        }
    }
}
