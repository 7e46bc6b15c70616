internal import CollectorAPI
internal import Pdata

/// What a sending queue counts of one signal, under upstream's names.
struct QueueMetrics: Sendable {
    let refused: Counter
    private let taken: Histogram?
    private let takenBytes: Histogram?
    private let sent: Histogram?
    private let sentBytes: Histogram?

    init(_ signal: Signal, _ context: ComponentContext) {
        let exporter = ["exporter": "\(context.id)"]
        refused = context.metrics.counter(
            "exporter_enqueue_failed_\(signal.itemsInMetricNames)",
            help: "Items that the sending queue refused.",
            attributes: exporter
        )
        func histogram(_ name: String, _ help: String, _ bounds: [Double]) -> Histogram? {
            guard context.metrics.isDetailed else { return nil }
            return context.metrics.histogram(name, help: help, bounds: bounds, attributes: exporter)
        }
        taken = histogram("exporter_enqueue_size", "Items in the requests taken.", Histogram.itemBounds)
        takenBytes = histogram("exporter_enqueue_size_bytes", "Bytes in the requests taken.", Histogram.byteBounds)
        sent = histogram("exporter_queue_batch_send_size", "Items in the requests sent.", Histogram.itemBounds)
        sentBytes = histogram(
            "exporter_queue_batch_send_size_bytes",
            "Bytes in the requests sent.",
            Histogram.byteBounds
        )
    }

    /// Shows how full the queue is, as `read` tells.
    static func observe(
        _ signal: Signal,
        _ context: ComponentContext,
        capacity: Int,
        _ read: @escaping @Sendable () -> Int
    ) {
        let attributes = ["exporter": "\(context.id)", "data_type": "\(signal)"]
        context.metrics.observe(
            "exporter_queue_size",
            help: "What the sending queue holds, in the unit of its sizer.",
            attributes: attributes
        ) { Double(read()) }
        context.metrics.observe(
            "exporter_queue_capacity",
            help: "What the sending queue can hold, in the unit of its sizer.",
            attributes: attributes
        ) { Double(capacity) }
    }

    func took(_ data: some Telemetry) {
        guard let taken, let takenBytes else { return }
        taken.record(Double(data.itemCount))
        takenBytes.record(Double(data.byteCount))
    }

    func sends(_ data: some Telemetry) {
        guard let sent, let sentBytes else { return }
        sent.record(Double(data.itemCount))
        sentBytes.record(Double(data.byteCount))
    }
}
