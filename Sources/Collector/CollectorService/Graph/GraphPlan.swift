internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// Which pipelines feed which through connectors, checked: no cycle, no dangling connector, no unsupported signal.
struct GraphPlan: Sendable {
    /// The pipelines, each after those that it feeds.
    private(set) var order: [PipelineSettings] = []

    /// The pipelines that list a receiver or connector among their receivers.
    private(set) var pipelinesByReceiver: [ComponentID: [PipelineSettings]] = [:]

    let components: ComponentSet
    private let pipelines: [PipelineSettings]
    private var pipelinesByExporter: [ComponentID: [PipelineSettings]] = [:]

    /// Plans `pipelines`, whose references all exist in `components`; adds what is wrong to `diagnostics`.
    init(
        _ pipelines: [PipelineSettings],
        _ components: ComponentSet,
        into diagnostics: inout [ConfigDiagnostic]
    ) {
        self.pipelines = pipelines.sorted { $0.id < $1.id }
        self.components = components
        for pipeline in self.pipelines {
            for reference in pipeline.receivers { pipelinesByReceiver[reference.id, default: []].append(pipeline) }
            for reference in pipeline.exporters { pipelinesByExporter[reference.id, default: []].append(pipeline) }
        }
        checkSignals(&diagnostics)
        checkConnectors(&diagnostics)
        sort(&diagnostics)
    }

    /// The pipelines that data of `signal` reaches through the connector `id`.
    func outputs(of id: ComponentID, from signal: Signal) -> [PipelineSettings] {
        guard let connector = components.connectors[id] else { return [] }
        return (pipelinesByReceiver[id] ?? []).filter { supports(connector, signal, $0.id.signal) }
    }

    private func supports(_ connector: any ConfiguredConnector, _ from: Signal, _ to: Signal) -> Bool {
        connector.stability[SignalPair(from, to), default: .undefined] != .undefined
    }

    // MARK: Signals

    private func checkSignals(_ diagnostics: inout [ConfigDiagnostic]) {
        for pipeline in pipelines {
            let signal = pipeline.id.signal
            for reference in pipeline.receivers {
                guard let receiver = components.receivers[reference.id], receiver.stability[signal] == nil else {
                    continue
                }
                diagnostics.append(
                    unsupported(
                        "failed to create \"\(reference.id)\" receiver for data type \"\(signal)\"",
                        reference,
                        pipeline,
                        Array(receiver.stability.keys)
                    )
                )
            }
            for reference in pipeline.processors {
                guard let processor = components.processors[reference.id], processor.stability[signal] == nil else {
                    continue
                }
                diagnostics.append(
                    unsupported(
                        "failed to create \"\(reference.id)\" processor, in pipeline \"\(pipeline.id)\"",
                        reference,
                        pipeline,
                        Array(processor.stability.keys)
                    )
                )
            }
            for reference in pipeline.exporters {
                guard let exporter = components.exporters[reference.id], exporter.stability[signal] == nil else {
                    continue
                }
                diagnostics.append(
                    unsupported(
                        "failed to create \"\(reference.id)\" exporter for data type \"\(signal)\"",
                        reference,
                        pipeline,
                        Array(exporter.stability.keys)
                    )
                )
            }
        }
    }

    private func unsupported(
        _ what: String,
        _ reference: Reference,
        _ pipeline: PipelineSettings,
        _ supported: [Signal]
    ) -> ConfigDiagnostic {
        let signals = supported.sorted().map(\.rawValue).joined(separator: ", ")
        return ConfigDiagnostic(
            .error,
            "\(what): telemetry type is not supported",
            stage: .validation,
            position: reference.position,
            path: pipeline.path,
            fix: "it supports: \(signals)"
        )
    }

    // MARK: Connectors

    private func checkConnectors(_ diagnostics: inout [ConfigDiagnostic]) {
        for (id, connector) in components.connectors.sorted(by: { $0.key < $1.key }) {
            let takers = pipelinesByExporter[id] ?? []
            let makers = pipelinesByReceiver[id] ?? []
            let taken = Set(takers.map(\.id.signal))
            let made = Set(makers.map(\.id.signal))
            for signal in taken.sorted() where !made.contains(where: { supports(connector, signal, $0) }) {
                let named = takers.filter { $0.id.signal == signal }
                diagnostics.append(
                    dangling(
                        id,
                        "exporter in \(Self.list(named)) pipeline but not used in any supported receiver pipeline",
                        named.first,
                        \.exporters
                    )
                )
            }
            for signal in made.sorted() where !taken.contains(where: { supports(connector, $0, signal) }) {
                let named = makers.filter { $0.id.signal == signal }
                diagnostics.append(
                    dangling(
                        id,
                        "receiver in \(Self.list(named)) pipeline but not used in any supported exporter pipeline",
                        named.first,
                        \.receivers
                    )
                )
            }
        }
    }

    private static func list(_ pipelines: [PipelineSettings]) -> String {
        "[\(pipelines.map { "\($0.id)" }.joined(separator: " "))]"
    }

    private func dangling(
        _ id: ComponentID,
        _ what: String,
        _ pipeline: PipelineSettings?,
        _ list: KeyPath<PipelineSettings, [Reference]>
    ) -> ConfigDiagnostic {
        ConfigDiagnostic(
            .error,
            "connector \"\(id)\" used as \(what)",
            stage: .validation,
            position: pipeline?[keyPath: list].first { $0.id == id }?.position,
            path: pipeline?.path ?? ["connectors", "\(id)"]
        )
    }

    // MARK: Order

    /// A step from a pipeline through one of its connectors.
    private struct Edge {
        var connector: Reference
        var target: PipelineSettings
    }

    private func edges(of pipeline: PipelineSettings) -> [Edge] {
        pipeline.exporters.flatMap { reference in
            outputs(of: reference.id, from: pipeline.id.signal).map { Edge(connector: reference, target: $0) }
        }
    }

    /// Walks depth first, without recursion, and puts every pipeline after those that it feeds.
    private mutating func sort(_ diagnostics: inout [ConfigDiagnostic]) {
        var done: Set<PipelineID> = []
        for root in pipelines where !done.contains(root.id) {
            var stack = [(pipeline: root, edges: edges(of: root), next: 0)]
            var onStack: Set<PipelineID> = [root.id]
            while let top = stack.last {
                guard top.next < top.edges.count else {
                    stack.removeLast()
                    onStack.remove(top.pipeline.id)
                    done.insert(top.pipeline.id)
                    order.append(top.pipeline)
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = top.edges[top.next].target
                if onStack.contains(target.id) {
                    let start = stack.firstIndex { $0.pipeline.id == target.id } ?? 0
                    // The edge that each level of the stack took last, the closing one included.
                    let cycle = stack[start...].map { ($0.pipeline, $0.edges[$0.next - 1]) }
                    diagnostics.append(cycleError(cycle))
                } else if !done.contains(target.id) {
                    stack.append((target, edges(of: target), 0))
                    onStack.insert(target.id)
                }
            }
        }
    }

    /// Upstream's words: from a connector through the processors back to it.
    private func cycleError(_ cycle: [(pipeline: PipelineSettings, edge: Edge)]) -> ConfigDiagnostic {
        var steps: [String] = []
        for (pipeline, edge) in cycle {
            let from = pipeline.id.signal
            let target = edge.target
            steps.append("connector \"\(edge.connector.id)\" (\(from) to \(target.id.signal))")
            steps += target.processors.map { "processor \"\($0.id)\" in pipeline \"\(target.id)\"" }
        }
        if let first = steps.first { steps.append(first) }
        return ConfigDiagnostic(
            .error,
            "cycle detected: \(steps.joined(separator: " -> "))",
            stage: .validation,
            position: cycle.first?.edge.connector.position,
            path: cycle.first?.pipeline.path ?? ["service", "pipelines"]
        )
    }
}
