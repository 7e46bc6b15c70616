internal import CollectorAPI
internal import CollectorConfig

/// A whole configuration, decoded and checked as far as that goes without creating anything.
struct CollectorConfiguration: Sendable {
    var components = ComponentSet()
    var service = ServiceSettings()

    /// Reads `root` with the factories of `distribution`.
    ///
    /// - Parameter diagnostics: gets everything found. If an error is among it, the result is not to be used.
    /// - Returns: the configuration and its graph's plan; no plan when a component or reference is missing.
    static func decode(
        _ root: ConfigNode,
        _ distribution: Distribution,
        _ gates: FeatureGates,
        into diagnostics: inout [ConfigDiagnostic]
    ) -> (configuration: CollectorConfiguration, plan: GraphPlan?) {
        var result = CollectorConfiguration()
        guard !root.isEmpty else {
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    "empty configuration file",
                    stage: .validation,
                    position: root.position,
                    fix: "write receivers, exporters and service; an unset environment variable counts as empty"
                )
            )
            return (result, nil)
        }
        checkTopLevel(root, &diagnostics)
        var decoder = ComponentDecoder(root, distribution)
        result.components = decoder.decode()
        diagnostics += decoder.diagnostics
        let before = diagnostics.count
        var service = ServiceDecoder(in: root, result.components, decoder.declared, gates)
        result.service = service.decode()
        diagnostics += service.diagnostics
        checkPresence(decoder.declared, root, &diagnostics)
        checkAmbiguity(decoder.declared, &diagnostics)
        NamedExtensions(result.service, decoder.declared).check(decoder.references, &diagnostics)
        NamedExporters(result.service, decoder.declared).check(decoder.references, &diagnostics)
        guard !decoder.isIncomplete, !diagnostics[before...].hasErrors else { return (result, nil) }
        let plan = GraphPlan(result.service.pipelines, result.components, into: &diagnostics)
        UnusedComponents(result, decoder.declared).report(&diagnostics)
        PersistentQueues(result).report(&diagnostics)
        return (result, plan)
    }

    private static let topLevelKeys = ComponentKind.allCases.filter { $0 != .provider }.map(\.section) + ["service"]

    private static func checkTopLevel(_ root: ConfigNode, _ diagnostics: inout [ConfigDiagnostic]) {
        guard case .mapping(let entries) = root.value else {
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    "retrieved value (type=\(root.typeName)) cannot be used as a Conf",
                    position: root.position
                )
            )
            return
        }
        for entry in entries where !topLevelKeys.contains(entry.key) {
            let fix =
                nearestMatch(entry.key, in: topLevelKeys).map { "did you mean '\($0)'?" }
                ?? "allowed: \(topLevelKeys.joined(separator: ", "))"
            diagnostics.append(
                ConfigDiagnostic(.error, "has invalid keys: \(entry.key)", position: entry.keyPosition, fix: fix)
            )
        }
    }

    private static func checkPresence(
        _ declared: DeclaredComponents,
        _ root: ConfigNode,
        _ diagnostics: inout [ConfigDiagnostic]
    ) {
        for kind in [ComponentKind.receiver, .exporter] where declared[kind].isEmpty {
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    "no \(kind) configuration specified in config",
                    stage: .validation,
                    position: root[kind.section]?.position ?? root.position,
                    fix: "add \(kind.section):"
                )
            )
        }
    }

    private static func checkAmbiguity(_ declared: DeclaredComponents, _ diagnostics: inout [ConfigDiagnostic]) {
        for (id, position) in declared[.connector].sorted(by: { $0.key < $1.key }) {
            for kind in [ComponentKind.exporter, .receiver] where declared[kind][id] != nil {
                diagnostics.append(
                    ConfigDiagnostic(
                        .error,
                        "ambiguous ID: Found both \"\(id)\" \(kind) and \"\(id)\" connector. "
                            + "Change one of the components' IDs to eliminate ambiguity "
                            + "(e.g. rename \"\(id)\" connector to \"\(id)/connector\")",
                        stage: .validation,
                        position: position,
                        path: ["connectors", "\(id)"]
                    )
                )
            }
        }
    }
}
