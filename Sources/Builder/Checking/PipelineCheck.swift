internal import CollectorConfig

/// Checks the references of pipelines and of the service, and whether the components take part in the signals.
struct PipelineCheck {
    private let use: ConfigUse
    private let components: [ComponentDescription]
    private let namedExporters: [String: [NamedExporter]]
    private var diagnostics: [Diagnostic] = []

    private static let signals = ["traces", "metrics", "logs", "profiles"]

    /// An exporter that a processor's settings name.
    typealias NamedExporter = (id: String, path: String, location: SourcePosition?)

    /// - Parameters:
    ///   - components: the distribution's.
    ///   - namedExporters: the exporters that processors name, by the processors' ids.
    init(_ use: ConfigUse, _ components: [ComponentDescription], _ namedExporters: [String: [NamedExporter]]) {
        self.use = use
        self.components = components
        self.namedExporters = namedExporters
    }

    mutating func run() -> [Diagnostic] {
        for pipeline in use.pipelines where !pipeline.id.contains("${") {
            guard Self.signals.contains(pipeline.signal) else {
                report(
                    "service::pipelines: \"\(pipeline.signal)\" is no signal",
                    pipeline.location,
                    fix: nearestMatch(pipeline.signal, in: Self.signals).map { "did you mean \"\($0)\"?" }
                        ?? "the signals are \(Self.signals.joined(separator: ", "))"
                )
                continue
            }
            check(pipeline.receivers, [.receiver, .connector], pipeline)
            check(pipeline.processors, [.processor], pipeline)
            check(pipeline.exporters, [.exporter, .connector], pipeline)
            checkNamedExporters(pipeline)
        }
        for reference in use.extensions { checkExists(reference, [.extension], "service::extensions") }
        for component in use.components where component.kind == .connector { check(connector: component) }
        reportUnused()
        return diagnostics
    }

    private mutating func check(
        _ references: [ConfigUse.Reference],
        _ kinds: [ComponentKind],
        _ pipeline: ConfigUse.Pipeline
    ) {
        for reference in references {
            checkExists(reference, kinds, pipeline.path)
            guard let kind = kinds.first, let component = use.component(kind, reference.id),
                let description = component.description(in: components)
            else { continue }
            let supported = description.signals.map(\.signal).filter(Self.signals.contains)
            guard !supported.contains(pipeline.signal), !supported.isEmpty else { continue }
            report(
                "\(pipeline.path): the \(kind.rawValue) \"\(reference.id)\" has no \(pipeline.signal)",
                reference.location,
                fix: "it has \(supported.joined(separator: ", "))"
            )
        }
    }

    private mutating func checkExists(_ reference: ConfigUse.Reference, _ kinds: [ComponentKind], _ path: String) {
        guard let kind = kinds.first, !kinds.contains(where: { use.component($0, reference.id) != nil }),
            use.unknownKinds.isDisjoint(with: kinds)
        else { return }
        let known = use.components.filter { kinds.contains($0.kind) }.map(\.id)
        report(
            "\(path): the \(kind.rawValue) \"\(reference.id)\" is not configured",
            reference.location,
            fix: nearestMatch(reference.id, in: known).map { "did you mean \"\($0)\"?" }
                ?? "add it under \(kind.section.rawValue)"
        )
    }

    // MARK: Processors that hand telemetry to exporters themselves

    private mutating func checkNamedExporters(_ pipeline: ConfigUse.Pipeline) {
        // A list in which something is not known here may hold anything.
        guard pipeline.exporters.allSatisfy({ !$0.id.contains("${") }) else { return }
        let listed = pipeline.exporters.map(\.id)
        for processor in pipeline.processors {
            guard let named = namedExporters[processor.id] else { continue }
            if let last = pipeline.processors.last, last.id != processor.id {
                report(
                    "\(pipeline.path): the processor \"\(processor.id)\" hands telemetry to exporters itself, and must be the last",
                    processor.location,
                    fix: "move it behind \"\(last.id)\""
                )
            }
            for exporter in named where !listed.contains(exporter.id) && !exporter.id.contains("${") {
                let isConfigured = [ComponentKind.exporter, .connector].contains {
                    use.component($0, exporter.id) != nil
                }
                report(
                    "\(exporter.path): the exporter \"\(exporter.id)\" is not among those of \(pipeline.path)",
                    exporter.location,
                    fix: isConfigured
                        ? "add it to \(pipeline.path)::exporters"
                        : nearestComponentID(exporter.id, in: listed).map { "did you mean \"\($0)\"?" }
                            ?? "they are \(listed.joined(separator: ", "))"
                )
            }
        }
    }

    // MARK: Connectors

    private mutating func check(connector: ConfigUse.Component) {
        guard let description = connector.description(in: components) else { return }
        let pairs = Set(description.signals.map(\.signal))
        let takers = use.pipelines.filter { $0.exporters.contains { $0.id == connector.id } }
        let makers = use.pipelines.filter { $0.receivers.contains { $0.id == connector.id } }
        for taker in takers where !makers.contains(where: { pairs.contains("\(taker.signal)-to-\($0.signal)") }) {
            reportDangling(connector, taker, taker.exporters, "exporter", "receiver", pairs)
        }
        for maker in makers where !takers.contains(where: { pairs.contains("\($0.signal)-to-\(maker.signal)") }) {
            reportDangling(connector, maker, maker.receivers, "receiver", "exporter", pairs)
        }
    }

    private mutating func reportDangling(
        _ connector: ConfigUse.Component,
        _ pipeline: ConfigUse.Pipeline,
        _ references: [ConfigUse.Reference],
        _ role: String,
        _ other: String,
        _ pairs: Set<String>
    ) {
        report(
            "\(pipeline.path): the connector \"\(connector.id)\" is an \(role) here, and an \(other) in no pipeline of a signal that fits"
                .replacing("an receiver", with: "a receiver"),
            references.first { $0.id == connector.id }?.location,
            fix: "it leads \(pairs.sorted().map { $0.replacing("-to-", with: " to ") }.joined(separator: ", "))"
        )
    }

    // MARK: The rest

    private mutating func reportUnused() {
        // A pipeline that is not known here may use anything.
        guard !use.pipelines.isEmpty, use.root["service"]?.hasUnknown != true else { return }
        var used: [ComponentKind: Set<String>] = [.extension: Set(use.extensions.map(\.id))]
        for pipeline in use.pipelines {
            used[.receiver, default: []].formUnion(pipeline.receivers.map(\.id))
            used[.processor, default: []].formUnion(pipeline.processors.map(\.id))
            used[.exporter, default: []].formUnion(pipeline.exporters.map(\.id))
            used[.connector, default: []].formUnion((pipeline.receivers + pipeline.exporters).map(\.id))
        }
        for component in use.components
        where used[component.kind]?.contains(component.id) != true && component.description(in: components) != nil {
            let place = component.kind == .extension ? "service::extensions" : "any pipeline"
            diagnostics.append(
                Diagnostic(
                    .warning,
                    "\(component.kind.section.rawValue)::\(component.id): configured, but not used in \(place)",
                    at: component.location
                )
            )
        }
    }

    private mutating func report(_ message: String, _ location: SourcePosition?, fix: String? = nil) {
        diagnostics.append(Diagnostic(.error, message, at: location, fix: fix))
    }
}

extension ConfigNode {
    /// Whether something inside is not known here.
    fileprivate var hasUnknown: Bool {
        switch value {
        case .sequence(let elements): elements.contains { $0.hasUnknown }
        case .mapping(let entries): entries.contains { $0.value.hasUnknown }
        default: isUnknown
        }
    }
}
