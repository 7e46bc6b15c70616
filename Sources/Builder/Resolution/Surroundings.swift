/// What the disk and the network hold of the places that a manifest names; resolution looks at nothing else.
package struct Surroundings: Sendable {
    /// The folders of `path:` keys, by the manifest's words.
    package var folders: [String: FolderFacts]
    /// The packages of `package:` keys.
    package var packages: [RemotePackage: PackageFacts]

    package init(folders: [String: FolderFacts] = [:], packages: [RemotePackage: PackageFacts] = [:]) {
        self.folders = folders
        self.packages = packages
    }
}

/// What a folder named by `path:` holds.
package enum FolderFacts: Sendable, Equatable {
    /// None of these folders exists.
    case missing(looked: [String])
    case found(Found)

    package struct Found: Sendable, Equatable {
        /// The absolute path.
        package var path: String
        /// Whether it was found beside the manifest, where ocb would have looked in the current folder only.
        package var isBesideManifest: Bool
        package var components: [ComponentDescription]
        /// The nearest folder upwards that holds a `Package.swift`.
        package var packageRoot: String?
        package var hasGoSources: Bool

        package init(
            path: String,
            isBesideManifest: Bool = false,
            components: [ComponentDescription] = [],
            packageRoot: String? = nil,
            hasGoSources: Bool = false
        ) {
            self.path = path
            self.isBesideManifest = isBesideManifest
            self.components = components
            self.packageRoot = packageRoot
            self.hasGoSources = hasGoSources
        }
    }
}

/// A package in a git repository, as a manifest names it.
package struct RemotePackage: Sendable, Hashable {
    package var url: String
    package var requirement: PackageRequirement

    package init(url: String, requirement: PackageRequirement) {
        self.url = url
        self.requirement = requirement
    }

    /// What SwiftPM calls the package.
    package var identity: String { PackageIdentity.ofURL(url) }
}

/// What a fetched package holds, or why it could not be fetched.
package enum PackageFacts: Sendable, Equatable {
    case failed(reason: String)
    case found(components: [ComponentDescription])
}

/// SwiftPM's rules for what a package is called.
package enum PackageIdentity {
    /// The name that every distribution knows the library by.
    package static let library = "swift-ocb"

    package static func ofURL(_ url: String) -> String {
        var name = url.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? url
        if name.hasSuffix(".git") { name.removeLast(4) }
        return name.lowercased()
    }

    package static func ofFolder(_ path: String) -> String {
        (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
    }
}
