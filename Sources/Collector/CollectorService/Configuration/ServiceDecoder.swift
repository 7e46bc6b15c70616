internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// Reads `service`, and checks its references to components.
struct ServiceDecoder {
    private let node: ConfigNode?
    private let rootPosition: SourcePosition?
    private let components: ComponentSet
    private let declared: DeclaredComponents
    private let gates: FeatureGates

    /// What was found.
    private(set) var diagnostics: [ConfigDiagnostic] = []

    init(in root: ConfigNode, _ components: ComponentSet, _ declared: DeclaredComponents, _ gates: FeatureGates) {
        node = root["service"]
        rootPosition = root.position
        self.components = components
        self.declared = declared
        self.gates = gates
    }

    mutating func decode() -> ServiceSettings {
        var settings = ServiceSettings()
        if let node {
            let plain = PlainServiceSettings.decode(node, at: ["service"], into: &diagnostics)
            settings.telemetry = plain.telemetry
            settings.shutdownTimeout = plain.shutdownTimeout
            settings.extensions = references(node["extensions"], ["service", "extensions"])
            settings.pipelines = pipelines(node["pipelines"])
        }
        checkExtensions(settings.extensions)
        if settings.pipelines.isEmpty, !diagnostics.hasErrors, !gates.isEnabled(FeatureGates.allowNoPipelines) {
            report(
                "service must have at least one pipeline",
                at: node?["pipelines"]?.position ?? node?.position ?? rootPosition,
                ["service", "pipelines"],
                .validation,
                fix: "add service: {pipelines: {traces: {receivers: […], exporters: […]}}}"
            )
        }
        return settings
    }

    // MARK: Pipelines

    private mutating func pipelines(_ node: ConfigNode?) -> [PipelineSettings] {
        guard let node, !node.isNull else { return [] }
        let path = ["service", "pipelines"]
        guard case .mapping(let entries) = node.value else {
            report("expected a map, got '\(node.typeName)'", at: node.position, path)
            return []
        }
        var seen: Set<PipelineID> = []
        return entries.compactMap { entry in
            guard let id = pipelineID(entry, path) else { return nil }
            guard seen.insert(id).inserted else {
                report("duplicate name \"\(id)\" after unmarshaling \"\(entry.key)\"", at: entry.keyPosition, path)
                return nil
            }
            return pipeline(id, entry)
        }
    }

    private mutating func pipelineID(_ entry: ConfigEntry, _ path: [String]) -> PipelineID? {
        do throws(IDError) {
            let id = try PipelineID(parsing: entry.key)
            guard id.signal != .profiles || gates.isEnabled(FeatureGates.profiles) else {
                report(
                    "pipeline \"\(id)\": profiling signal support is at alpha level, gated under the "
                        + "\"\(FeatureGates.profiles)\" feature gate",
                    at: entry.keyPosition,
                    path,
                    .validation,
                    fix: "run with --feature-gates=\(FeatureGates.profiles)"
                )
                return nil
            }
            return id
        } catch {
            let head = entry.key.prefix { $0 != "/" }
            let near = nearestMatch(String(head), in: Signal.allCases.map(\.rawValue))
            report("\(error)", at: entry.keyPosition, path, fix: near.map { "did you mean '\($0)'?" })
            return nil
        }
    }

    private mutating func pipeline(_ id: PipelineID, _ entry: ConfigEntry) -> PipelineSettings {
        var pipeline = PipelineSettings(id: id, position: entry.keyPosition)
        let keys = ["receivers", "processors", "exporters"]
        switch entry.value.value {
        case .null, .mapping: break
        case .bool, .int, .uint, .double, .string, .sequence:
            report("expected a map, got '\(entry.value.typeName)'", at: entry.value.position, pipeline.path)
            return pipeline
        }
        for found in entry.value.entries where !keys.contains(found.key) {
            let fix = nearestMatch(found.key, in: keys).map { "did you mean '\($0)'?" }
            report(
                "has invalid keys: \(found.key)",
                at: found.keyPosition,
                pipeline.path,
                fix: fix ?? "allowed: \(keys.joined(separator: ", "))"
            )
        }
        pipeline.receivers = distinct(references(entry.value["receivers"], pipeline.path + ["receivers"]), pipeline)
        pipeline.processors = references(entry.value["processors"], pipeline.path + ["processors"])
        pipeline.exporters = distinct(references(entry.value["exporters"], pipeline.path + ["exporters"]), pipeline)
        check(pipeline)
        return pipeline
    }

    private mutating func check(_ pipeline: PipelineSettings) {
        if pipeline.receivers.isEmpty {
            report("must have at least one receiver", at: pipeline.position, pipeline.path, .validation)
        }
        if pipeline.exporters.isEmpty {
            report("must have at least one exporter", at: pipeline.position, pipeline.path, .validation)
        }
        checkExist(pipeline.receivers, [.receiver, .connector], pipeline.path)
        checkExist(pipeline.processors, [.processor], pipeline.path)
        checkExist(pipeline.exporters, [.exporter, .connector], pipeline.path)
        var seen: Set<ComponentID> = []
        for reference in pipeline.processors where !seen.insert(reference.id).inserted {
            report(
                "references processor \"\(reference.id)\" multiple times",
                at: reference.position,
                pipeline.path,
                .validation
            )
        }
    }

    // MARK: References

    private mutating func checkExtensions(_ extensions: [Reference]) {
        checkExist(extensions, [.extension], ["service", "extensions"])
    }

    private mutating func checkExist(_ references: [Reference], _ kinds: [ComponentKind], _ path: [String]) {
        for reference in references where !kinds.contains(where: { declared[$0][reference.id] != nil }) {
            let known = kinds.flatMap { declared[$0].keys.map { "\($0)" } }.sorted()
            let fix =
                nearestMatch("\(reference.id)", in: known).map { "did you mean '\($0)'?" }
                ?? "add it under \(kinds[0].section)"
            report(
                "references \(kinds[0]) \"\(reference.id)\" which is not configured",
                at: reference.position,
                path,
                .validation,
                fix: fix
            )
        }
    }

    /// The ids in a list, or in text with commas between them.
    private mutating func references(_ node: ConfigNode?, _ path: [String]) -> [Reference] {
        guard let node, !node.isNull else { return [] }
        let elements: [ConfigNode]
        if case .sequence(let list) = node.value {
            elements = list
        } else if let text = node.string {
            elements = text.split(separator: ",").map { ConfigNode(.string(String($0)), position: node.position) }
        } else {
            report("expected a list of ids, got '\(node.typeName)'", at: node.position, path)
            return []
        }
        return elements.compactMap { element in
            guard let text = element.string else {
                report("expected an id, got '\(element.typeName)'", at: element.position, path)
                return nil
            }
            do throws(IDError) {
                return Reference(id: try ComponentID(parsing: text), position: element.position)
            } catch {
                report("\(error)", at: element.position, path)
                return nil
            }
        }
    }

    /// `references` without repetitions, each of which earns a warning: it would mean nothing.
    private mutating func distinct(_ references: [Reference], _ pipeline: PipelineSettings) -> [Reference] {
        var seen: Set<ComponentID> = []
        return references.filter { reference in
            guard !seen.insert(reference.id).inserted else { return true }
            diagnostics.append(
                ConfigDiagnostic(
                    .warning,
                    "references \"\(reference.id)\" more than once",
                    stage: .validation,
                    position: reference.position,
                    path: pipeline.path
                )
            )
            return false
        }
    }

    private mutating func report(
        _ message: String,
        at position: SourcePosition?,
        _ path: [String],
        _ stage: ConfigDiagnostic.Stage = .decoding,
        fix: String? = nil
    ) {
        diagnostics.append(
            ConfigDiagnostic(.error, message, stage: stage, position: position, path: path, fix: fix)
        )
    }
}

/// The settings of `service` that refer to nothing.
struct PlainServiceSettings: Settings {
    var telemetry = TelemetrySettings()
    var shutdownTimeout = ServiceSettings().shutdownTimeout
    var extensions: ConfigNode = nil
    var pipelines: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("telemetry", \.telemetry, "What the collector tells about itself."),
        Setting("extensions", \.extensions, "The extensions to start."),
        Setting("pipelines", \.pipelines, "The pipelines."),
        Setting(
            "shutdown_timeout",
            \.shutdownTimeout,
            "How long shutting down may take.",
            .above(.zero, message: "shutdown_timeout must be greater than zero")
        ),
    ]
}
