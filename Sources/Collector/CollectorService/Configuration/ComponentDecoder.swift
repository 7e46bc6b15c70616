internal import CollectorAPI
internal import CollectorConfig

/// Turns the sections of components into components: ids, their factories, their settings.
struct ComponentDecoder {
    private let root: ConfigNode
    private let distribution: Distribution

    /// What was found.
    private(set) var diagnostics: [ConfigDiagnostic] = []

    /// The ids that the configuration declares.
    private(set) var declared = DeclaredComponents()

    /// The components that components name.
    private(set) var references: [(kind: ComponentKind, id: ComponentID, reference: ConfigReference)] = []

    /// Whether a declared component could not be made out at all.
    private(set) var isIncomplete = false

    init(_ root: ConfigNode, _ distribution: Distribution) {
        self.root = root
        self.distribution = distribution
    }

    mutating func decode() -> ComponentSet {
        var set = ComponentSet()
        section(.receiver, distribution.receivers.map(\.factory)) {
            set.receivers[$0.id] = $0 as? any ConfiguredReceiver
        }
        section(.processor, distribution.processors.map(\.factory)) {
            set.processors[$0.id] = $0 as? any ConfiguredProcessor
        }
        section(.exporter, distribution.exporters.map(\.factory)) {
            set.exporters[$0.id] = $0 as? any ConfiguredExporter
        }
        section(.connector, distribution.connectors.map(\.factory)) {
            set.connectors[$0.id] = $0 as? any ConfiguredConnector
        }
        section(.extension, distribution.extensions.map(\.factory)) {
            set.extensions[$0.id] = $0 as? any ConfiguredExtension
        }
        return set
    }

    private mutating func section(
        _ kind: ComponentKind,
        _ factories: [any Factory],
        _ store: (any ConfiguredComponent) -> Void
    ) {
        guard let section = root[kind.section], !section.isNull else { return }
        guard case .mapping(let entries) = section.value else {
            isIncomplete = true
            report("expected a map, got '\(section.typeName)'", at: section.position, [kind.section])
            return
        }
        for entry in entries {
            guard let id = id(entry, kind), let factory = factory(id, kind, entry, factories) else {
                isIncomplete = true
                continue
            }
            store(configured(factory, id, entry, kind))
        }
    }

    private mutating func id(_ entry: ConfigEntry, _ kind: ComponentKind) -> ComponentID? {
        do throws(IDError) {
            let id = try ComponentID(parsing: entry.key)
            guard declared.add(id, kind, at: entry.keyPosition) else {
                report(
                    "duplicate name \"\(id)\" after unmarshaling \"\(entry.key)\"",
                    at: entry.keyPosition,
                    [kind.section]
                )
                return nil
            }
            return id
        } catch {
            report("\(error)", at: entry.keyPosition, [kind.section])
            return nil
        }
    }

    /// What upstream removed, and what it says to use instead.
    private static let removedExporters = [
        "logging": "the logging exporter was removed; use debug",
        "loki": "the loki exporter was removed; use otlp_http, and Loki's own endpoint http://<host>:3100/otlp",
        "jaeger": "the jaeger exporter was removed; use otlp_grpc, which Jaeger takes",
    ]

    private mutating func factory(
        _ id: ComponentID,
        _ kind: ComponentKind,
        _ entry: ConfigEntry,
        _ factories: [any Factory]
    ) -> (any Factory)? {
        if let factory = factories.first(where: { $0.type == id.type }) { return factory }
        if let factory = factories.first(where: { $0.deprecatedAliases.contains(id.type) }) {
            diagnostics.append(
                ConfigDiagnostic(
                    .warning,
                    "\"\(id.type)\" alias is deprecated; use \"\(factory.type)\" instead",
                    position: entry.keyPosition,
                    path: [kind.section, "\(id)"]
                )
            )
            return factory
        }
        let known = factories.map(\.type.name).sorted()
        let fix =
            (kind == .exporter ? Self.removedExporters[id.type.name] : nil)
            ?? nearestMatch(id.type.name, in: known).map { "did you mean '\($0)'?" }
            ?? "this distribution was built without it"
        report(
            "unknown type: \"\(id.type)\" for id: \"\(id)\" (valid values: [\(known.joined(separator: " "))])",
            at: entry.keyPosition,
            [kind.section],
            fix: fix
        )
        return nil
    }

    private mutating func configured<F: Factory>(
        _ factory: F,
        _ id: ComponentID,
        _ entry: ConfigEntry,
        _ kind: ComponentKind
    ) -> any ConfiguredComponent {
        var named: [ConfigReference] = []
        let config = F.Config.decode(entry.value, at: [kind.section, "\(id)"], into: &diagnostics, &named)
        references += named.map { (kind, id, $0) }
        return Configured(id: id, position: entry.keyPosition, factory: factory, config: config)
    }

    private mutating func report(
        _ message: String,
        at position: SourcePosition?,
        _ path: [String],
        fix: String? = nil
    ) {
        diagnostics.append(ConfigDiagnostic(.error, message, position: position, path: path, fix: fix))
    }
}
