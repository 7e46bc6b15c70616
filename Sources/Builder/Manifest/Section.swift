/// What a component is in a pipeline, as `component.yaml` states it.
package enum ComponentKind: String, CaseIterable, Sendable, Hashable {
    case receiver, processor, exporter, connector, `extension`, provider

    /// The key of the manifest's list that takes components of this kind.
    package var section: Section {
        switch self {
        case .receiver: .receivers
        case .processor: .processors
        case .exporter: .exporters
        case .connector: .connectors
        case .extension: .extensions
        case .provider: .providers
        }
    }

    /// With its article, for messages.
    package var withArticle: String {
        self == .exporter || self == .extension ? "an \(rawValue)" : "a \(rawValue)"
    }
}

/// A part of the manifest that names modules.
package enum Section: String, CaseIterable, Sendable, Hashable {
    case receivers, processors, exporters, connectors, extensions, telemetry, providers, converters

    /// The kind of component listed there; nil where the collector has the part built in.
    package var kind: ComponentKind? { ComponentKind.allCases.first { $0.section == self } }
}
