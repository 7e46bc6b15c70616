package import CollectorConfig

/// What a collector configuration uses of a distribution: its components and pipelines, each with its place.
package struct ConfigUse: Sendable {
    /// A component as configured.
    package struct Component: Sendable {
        package var kind: ComponentKind
        /// Such as `otlp/2`.
        package var id: String
        package var location: SourcePosition?
        package var settings: ConfigNode

        /// The id without the name behind the slash.
        package var type: String { ConfigUse.type(of: id) }

        /// The one of `components` that it is made by.
        func description(in components: [ComponentDescription]) -> ComponentDescription? {
            components.first { $0.kind == kind && $0.answers(to: type) }
        }
    }

    /// An id where a pipeline or the service lists it.
    struct Reference {
        var id: String
        var location: SourcePosition?
    }

    /// One entry of `service::pipelines`.
    struct Pipeline {
        /// Such as `traces/2`.
        var id: String
        var location: SourcePosition?
        var receivers: [Reference]
        var processors: [Reference]
        var exporters: [Reference]

        var signal: String { ConfigUse.type(of: id) }
        var path: String { "service::pipelines::\(id)" }
    }

    /// In the order of the kinds, then of the text.
    package var components: [Component] = []
    var pipelines: [Pipeline] = []
    var extensions: [Reference] = []
    /// Kinds whose section, or a part of it, is not known here.
    var unknownKinds: Set<ComponentKind> = []
    let root: ConfigNode

    package init(_ root: ConfigNode) {
        self.root = root
        for kind in ComponentKind.allCases where kind != .provider {
            guard let section = root[kind.section.rawValue] else { continue }
            if section.isUnknown { unknownKinds.insert(kind) }
            components += section.entries.map {
                Component(kind: kind, id: $0.key, location: $0.keyPosition, settings: $0.value)
            }
        }
        let service = root["service"]
        if service?.isUnknown == true { return }
        extensions = Self.references(service?["extensions"])
        pipelines = (service?["pipelines"]?.entries ?? []).map { entry in
            Pipeline(
                id: entry.key,
                location: entry.keyPosition,
                receivers: Self.references(entry.value["receivers"]),
                processors: Self.references(entry.value["processors"]),
                exporters: Self.references(entry.value["exporters"])
            )
        }
    }

    /// The component of `kind` with this id.
    func component(_ kind: ComponentKind, _ id: String) -> Component? {
        components.first { $0.kind == kind && $0.id == id }
    }

    /// The ids in a list, or in text with commas; without those that are not known here.
    private static func references(_ node: ConfigNode?) -> [Reference] {
        guard let node, !node.isUnknown else { return [] }
        if let text = node.string {
            return text.split(separator: ",").map {
                Reference(id: String($0).trimmingWhitespace, location: node.position)
            }
        }
        return node.elements.compactMap { element in
            guard !element.isUnknown, let id = element.string else { return nil }
            return Reference(id: id.trimmingWhitespace, location: element.position)
        }
    }

    private static func type(of id: String) -> String { String(id.prefix { $0 != "/" }).trimmingWhitespace }
}
