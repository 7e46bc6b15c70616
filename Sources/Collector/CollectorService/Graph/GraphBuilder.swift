internal import CollectorAPI
internal import Pdata

/// Creates the components of a plan, from the exporters up.
struct GraphBuilder {
    private let plan: GraphPlan
    private let contexts: ContextFactory
    private var slots = GraphSlots()
    private var nodes: [(stage: Graph.Stage, node: Graph.Node)] = []
    /// The connectors that read the metadata of calls, and the pipelines in or behind which it is read.
    private var readingConnectors: Set<ComponentID> = []
    private var readingPipelines: Set<PipelineID> = []

    private init(_ plan: GraphPlan, _ contexts: ContextFactory) {
        self.plan = plan
        self.contexts = contexts
    }

    /// The graph of `plan`; nothing in it has started.
    static func build(_ plan: GraphPlan, _ contexts: ContextFactory) throws(ServiceError) -> Graph {
        var builder = GraphBuilder(plan, contexts)
        for pipeline in plan.order {
            try builder.add(pipeline, pipeline.id.signal.dataType)
        }
        for id in plan.pipelinesByReceiver.keys.sorted() {
            try builder.addReceiver(id)
        }
        return Graph(builder.nodes)
    }

    // MARK: Pipelines

    private mutating func add<Data: PipelineData>(
        _ pipeline: PipelineSettings,
        _ type: Data.Type
    ) throws(ServiceError) {
        var branches: [FanOut<Data>.Branch] = []
        var exporters: [ComponentID: any Consumer<Data>] = [:]
        for reference in pipeline.exporters {
            let isConnector = plan.components.connectors[reference.id] != nil
            let consumer = isConnector ? try connector(reference.id, type) : try exporter(reference.id, type)
            if isConnector, readsBehind(reference.id, Data.signal) { readingPipelines.insert(pipeline.id) }
            branches.append(
                .init(name: "\(isConnector ? "connector" : "exporter") \"\(reference.id)\"", consumer: consumer)
            )
            exporters[reference.id] = consumer
        }
        var next = fanOut(branches, name: "\(pipeline.id)")
        for reference in pipeline.processors.reversed() {
            next = try processor(reference.id, pipeline, next, exporters)
        }
        slots[keyPath: Data.slots].pipelines[pipeline.id] = next
    }

    /// Whether the connector `id`, or a pipeline that data of `signal` reaches through it, reads the metadata of calls.
    private func readsBehind(_ id: ComponentID, _ signal: Signal) -> Bool {
        readingConnectors.contains(id)
            || plan.outputs(of: id, from: signal).contains { readingPipelines.contains($0.id) }
    }

    /// The one branch itself, or a fan-out over several.
    private mutating func fanOut<Data: PipelineData>(
        _ branches: [FanOut<Data>.Branch],
        name: String
    ) -> any Consumer<Data> {
        if branches.count == 1, let only = branches.first { return only.consumer }
        let fanOut = FanOut(branches, name: name, logger: contexts.logger, metrics: contexts.metrics)
        nodes.append((.processing, .fanOut(fanOut)))
        return fanOut
    }

    // MARK: Components

    private mutating func exporter<Data: PipelineData>(
        _ id: ComponentID,
        _ type: Data.Type
    ) throws(ServiceError) -> any Consumer<Data> {
        if let existing = slots[keyPath: Data.slots].exporters[id] { return existing }
        let failure = "failed to create \"\(id)\" exporter for data type \"\(Data.signal)\": "
        guard let configured = plan.components.exporters[id] else { throw ServiceError(failure + "not configured") }
        let exporter: any Exporter<Data> = try ServiceError.wrapping(failure) {
            try configured.exporter(type, contexts.make(id, .exporter, signal: Data.signal))
        }
        nodes.append((.exporting, .component(id, .exporter, exporter)))
        slots[keyPath: Data.slots].exporters[id] = exporter
        return exporter
    }

    private mutating func processor<Data: PipelineData>(
        _ id: ComponentID,
        _ pipeline: PipelineSettings,
        _ next: any Consumer<Data>,
        _ exporters: [ComponentID: any Consumer<Data>]
    ) throws(ServiceError) -> any Consumer<Data> {
        let failure = "failed to create \"\(id)\" processor, in pipeline \"\(pipeline.id)\": "
        guard let configured = plan.components.processors[id] else { throw ServiceError(failure + "not configured") }
        let passed = itemCounter("outgoing", "passed on by", id, Data.signal)
        var context = contexts.make(id, .processor, pipeline: pipeline.id, signal: Data.signal)
        context.exporters[keyPath: Data.pipelineExporters] = exporters.mapValues {
            CountedConsumer(next: $0, counter: passed)
        }
        let processor: any Processor<Data> = try ServiceError.wrapping(failure) {
            try configured.processor(context, CountedConsumer(next: next, counter: passed))
        }
        nodes.append((.processing, .component(id, .processor, processor)))
        if processor.readsCallMetadata { readingPipelines.insert(pipeline.id) }
        return CountedConsumer(next: processor, counter: itemCounter("incoming", "passed to", id, Data.signal))
    }

    private func itemCounter(_ direction: String, _ verb: String, _ id: ComponentID, _ signal: Signal) -> Counter {
        contexts.metrics.counter(
            "processor_\(direction)_items",
            help: "Number of items \(verb) the processor.",
            attributes: ["processor": "\(id)", "otel.signal": signal.rawValue]
        )
    }

    private mutating func connector<Data: PipelineData>(
        _ id: ComponentID,
        _ type: Data.Type
    ) throws(ServiceError) -> any Consumer<Data> {
        if let existing = slots[keyPath: Data.slots].connectors[id] { return existing }
        let failure = "failed to create \"\(id)\" connector for data type \"\(Data.signal)\": "
        guard let configured = plan.components.connectors[id] else { throw ServiceError(failure + "not configured") }
        var outputs = ConnectorOutputs()
        let pipelines = plan.outputs(of: id, from: Data.signal)
        for signal in Set(pipelines.map(\.id.signal)).sorted() {
            setOutput(of: id, pipelines.filter { $0.id.signal == signal }, signal.dataType, &outputs)
        }
        let connector: any Connector<Data> = try ServiceError.wrapping(failure) {
            try configured.connector(type, contexts.make(id, .connector, signal: Data.signal), outputs)
        }
        nodes.append((.processing, .component(id, .connector, connector)))
        if connector.readsCallMetadata { readingConnectors.insert(id) }
        slots[keyPath: Data.slots].connectors[id] = connector
        return connector
    }

    private mutating func setOutput<Data: PipelineData>(
        of id: ComponentID,
        _ pipelines: [PipelineSettings],
        _ type: Data.Type,
        _ outputs: inout ConnectorOutputs
    ) {
        let entries = self.entries(pipelines, type)
        let all = fanOut(entries.map(\.branch), name: "\(id)")
        let byID = Dictionary(entries.map { ($0.id, $0.branch.consumer) }) { first, _ in first }
        outputs[keyPath: Data.connectorOutput] = ConnectorOutput(all: all, pipelines: byID)
    }

    private mutating func addReceiver(_ id: ComponentID) throws(ServiceError) {
        // Connectors are listed as receivers too, and exist already.
        guard let configured = plan.components.receivers[id] else { return }
        var outputs = ReceiverOutputs()
        let pipelines = plan.pipelinesByReceiver[id] ?? []
        let signals = Set(pipelines.map(\.id.signal)).sorted()
        for signal in signals {
            setOutput(of: id, pipelines.filter { $0.id.signal == signal }, signal.dataType, &outputs)
        }
        outputs.readsCallMetadata = pipelines.contains { readingPipelines.contains($0.id) }
        let receiver: any Receiver = try ServiceError.wrapping("failed to create \"\(id)\" receiver: ") {
            try configured.receiver(contexts.make(id, .receiver), outputs)
        }
        nodes.append((.receiving, .component(id, .receiver, receiver)))
    }

    private mutating func setOutput<Data: PipelineData>(
        of id: ComponentID,
        _ pipelines: [PipelineSettings],
        _ type: Data.Type,
        _ outputs: inout ReceiverOutputs
    ) {
        outputs[keyPath: Data.receiverOutput] = fanOut(entries(pipelines, type).map(\.branch), name: "\(id)")
    }

    /// The beginnings of `pipelines`, which exist already because those downstream are built first.
    private func entries<Data: PipelineData>(
        _ pipelines: [PipelineSettings],
        _ type: Data.Type
    ) -> [(id: PipelineID, branch: FanOut<Data>.Branch)] {
        pipelines.compactMap { pipeline in
            guard let consumer = slots[keyPath: Data.slots].pipelines[pipeline.id] else { return nil }
            return (pipeline.id, .init(name: "pipeline \"\(pipeline.id)\"", consumer: consumer))
        }
    }
}
