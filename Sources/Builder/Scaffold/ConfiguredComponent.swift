package import CollectorConfig
import Foundation

/// A component that a collector's configuration declares.
package struct ConfiguredComponent: Sendable, Hashable {
    package var kind: ComponentKind
    package var type: String
    /// Where the configuration declares it first.
    package var location: SourcePosition

    /// The components that the configuration in `file` declares, each type once.
    package static func read(_ file: ManifestFile, into diagnostics: inout Diagnostics) -> [ConfiguredComponent] {
        guard let root = YAMLDocument.parse(file.text, file: file.name, into: &diagnostics) else { return [] }
        var seen: Set<String> = []
        return ComponentKind.allCases.filter { $0 != .provider }.flatMap { kind -> [ConfiguredComponent] in
            guard case .mapping(let entries)? = root[kind.section.rawValue]?.value else { return [] }
            return entries.compactMap { entry in
                let type = String(entry.key.prefix { $0 != "/" })
                guard !type.isEmpty, seen.insert("\(kind) \(type)").inserted else { return nil }
                return ConfiguredComponent(kind: kind, type: type, location: entry.location)
            }
        }
    }
}
