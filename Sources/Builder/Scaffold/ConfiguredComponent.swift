package import CollectorConfig

/// A component that a collector's configuration declares.
package struct ConfiguredComponent: Sendable, Hashable {
    package var kind: ComponentKind
    package var type: String
    /// Where the configuration declares it first.
    package var location: SourcePosition?

    /// The components that a configuration declares, each type once.
    package static func all(in config: LoadedConfig) -> [ConfiguredComponent] {
        var seen: Set<String> = []
        return ConfigUse(config.root).components.compactMap { use in
            guard !use.type.isEmpty, seen.insert("\(use.kind) \(use.type)").inserted else { return nil }
            return ConfiguredComponent(kind: use.kind, type: use.type, location: use.location)
        }
    }
}
