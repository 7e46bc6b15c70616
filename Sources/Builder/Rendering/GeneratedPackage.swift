package import CollectorConfig

/// The Swift package of a distribution, in memory.
package struct GeneratedPackage: Sendable, Equatable {
    /// The name of the package, its target and its executable, the same for all distributions: the object files of one
    /// replace those of another.
    package static let name = "distribution"

    /// Names in the output folder that the binary cannot take.
    package static let reservedNames: Set<String> = [
        "Package.swift", "Package.resolved", "Sources", ".build", ".gitignore", "discard-modhash.ld",
    ]

    /// What identities begin with.
    package static let identityPrefix = "swift-ocb-distribution-"

    /// Contents by path, in the order in which they are written.
    package var files: [File]
    /// Stands in the generated source and hence in the binary: tells whose binary it is.
    package var identity: String

    package struct File: Sendable, Equatable {
        package var path: String
        package var content: String
        /// The places of the manifest that brought a line, by line number.
        package var origins: [Int: SourcePosition] = [:]
    }

    /// The manifest's place behind a line of a generated file.
    package func origin(of path: String, line: Int) -> SourcePosition? {
        files.first { $0.path == path }?.origins[line]
    }
}
