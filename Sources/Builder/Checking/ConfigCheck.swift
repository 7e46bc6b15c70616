internal import CollectorConfig

/// Compares a collector configuration with a distribution, by what the components' descriptions and schemas say.
package struct ConfigCheck {
    private let components: [ComponentDescription]
    private let advice: ManifestAdvice
    private let versions: [String: String]
    private let isComplete: Bool
    private let schema: (ComponentDescription) -> SettingsSchema?
    private let service: SettingsSchema?
    private var diagnostics: [Diagnostic] = []
    /// The exporters that processors name, by the processors' ids.
    private var namedExporters: [String: [PipelineCheck.NamedExporter]] = [:]

    /// - Parameters:
    ///   - components: the distribution's.
    ///   - versions: those that lines to add shall have, as ``ManifestAdvice`` takes them.
    ///   - isComplete: whether every entry of the manifest could be resolved.
    ///   - service: the schema of `service`.
    ///   - schema: that of a component; nil where it has none.
    package init(
        components: [ComponentDescription],
        advice: ManifestAdvice,
        versions: [String: String] = [:],
        isComplete: Bool = true,
        service: SettingsSchema?,
        schema: @escaping (ComponentDescription) -> SettingsSchema?
    ) {
        self.components = components
        self.advice = advice
        self.versions = versions
        self.isComplete = isComplete
        self.service = service
        self.schema = schema
    }

    /// Everything that is wrong with `config`.
    package mutating func run(_ config: LoadedConfig) -> [Diagnostic] {
        let use = ConfigUse(config.root)
        diagnostics = []
        namedExporters = [:]
        checkTopLevel(config.root)
        for component in use.components { check(component, use) }
        if let node = config.root["service"], let service {
            var checker = SettingsChecker(path: ["service"])
            checker.check(node, service.root)
            diagnostics += checker.diagnostics
        }
        checkPresence(use)
        var pipelines = PipelineCheck(use, components, namedExporters)
        diagnostics += pipelines.run()
        return diagnostics
    }

    // MARK: Components

    private func component(for use: ConfigUse.Component) -> ComponentDescription? {
        use.description(in: components)
    }

    private mutating func check(_ use: ConfigUse.Component, _ all: ConfigUse) {
        guard !use.id.contains("${") else { return }
        guard let component = component(for: use) else { return reportMissing(use) }
        if component.type != use.type {
            diagnostics.append(
                Diagnostic(
                    .warning,
                    "\(place(use)): \"\(use.type)\" is an older name",
                    at: use.location,
                    fix: "write \"\(component.type)\""
                )
            )
        }
        guard let schema = schema(component) else { return }
        var checker = SettingsChecker(path: [use.kind.section.rawValue, use.id])
        checker.check(use.settings, schema.root)
        diagnostics += checker.diagnostics
        if use.kind == .processor, !checker.exporters.isEmpty { namedExporters[use.id] = checker.exporters }
    }

    private mutating func reportMissing(_ use: ConfigUse.Component) {
        // What the manifest lists and is not there has its own error.
        guard isComplete else { return }
        let kind = use.kind.rawValue
        let section = use.kind.section.rawValue
        let own = components.filter { $0.kind == use.kind }.flatMap { [$0.type] + $0.aliases }
        switch advice.find(use.kind, use.type) {
        case .available(let component):
            report(
                "\(place(use)): the manifest lists no \(kind) \"\(use.type)\"",
                use.location,
                fix: "add under its \(section): \"- \(ManifestAdvice.entry(component, versions: versions))\""
            )
        case .planned:
            report(
                "\(place(use)): the manifest lists no \(kind) \"\(use.type)\", which is planned and not available yet",
                use.location,
                fix: "remove it"
            )
        case .unknown(let near):
            let likely = nearestMatch(use.type, in: own) ?? near
            report(
                "\(place(use)): no \(kind) is called \"\(use.type)\"",
                use.location,
                fix: likely.map { "did you mean \"\($0)\"?" }
                    ?? "the \(section) of the manifest are \(own.isEmpty ? "none" : own.joined(separator: ", "))"
            )
        }
    }

    private func place(_ use: ConfigUse.Component) -> String { "\(use.kind.section.rawValue)::\(use.id)" }

    // MARK: The whole

    private static let topLevelKeys =
        ComponentKind.allCases.filter { $0 != .provider }.map(\.section.rawValue) + [
            "service"
        ]

    private mutating func checkTopLevel(_ root: ConfigNode) {
        for entry in root.entries where !Self.topLevelKeys.contains(entry.key) {
            report(
                "unknown key \"\(entry.key)\"",
                entry.keyPosition,
                fix: nearestMatch(entry.key, in: Self.topLevelKeys).map { "did you mean \"\($0)\"?" }
                    ?? "allowed: \(Self.topLevelKeys.joined(separator: ", "))"
            )
        }
        for key in Self.topLevelKeys {
            guard let section = root[key], !section.isUnknown, !section.isNull else { continue }
            guard case .mapping = section.value else {
                report("\(key): must be a mapping, found \(section.shown)", section.position)
                continue
            }
        }
    }

    private mutating func checkPresence(_ use: ConfigUse) {
        for kind in [ComponentKind.receiver, .exporter]
        where !use.unknownKinds.contains(kind) && !use.components.contains(where: { $0.kind == kind }) {
            report("the configuration has no \(kind.rawValue)", use.root.position, fix: "add \(kind.section.rawValue):")
        }
        let service = use.root["service"]
        guard use.pipelines.isEmpty, service?.isUnknown != true, service?["pipelines"]?.isUnknown != true else {
            return
        }
        report(
            "service must have at least one pipeline",
            service?["pipelines"]?.position ?? service?.position ?? use.root.position,
            fix: "add service: {pipelines: {traces: {receivers: […], exporters: […]}}}"
        )
    }

    private mutating func report(_ message: String, _ location: SourcePosition?, fix: String? = nil) {
        diagnostics.append(Diagnostic(.error, message, at: location, fix: fix))
    }
}
