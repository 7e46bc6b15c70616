internal import CollectorAPI

/// What a batch processor counts, under upstream's names.
struct BatchMetrics: Sendable {
    let sizeTriggers: Counter
    let timeoutTriggers: Counter
    let sizes: Histogram
    let byteSizes: Histogram
    let combinations: Gauge
    let dropped: Counter

    init(_ registry: MetricRegistry, _ id: ComponentID) {
        let attributes = ["processor": "\(id)"]
        sizeTriggers = registry.counter(
            "processor_batch_batch_size_trigger_send",
            help: "Number of times the batch was sent due to a size trigger.",
            attributes: attributes
        )
        timeoutTriggers = registry.counter(
            "processor_batch_timeout_trigger_send",
            help: "Number of times the batch was sent due to a timeout trigger.",
            attributes: attributes
        )
        sizes = registry.histogram(
            "processor_batch_batch_send_size",
            help: "Number of units in the batch.",
            attributes: attributes
        )
        byteSizes = registry.histogram(
            "processor_batch_batch_send_size_bytes",
            help: "Number of bytes in the batch that was sent.",
            bounds: Histogram.byteBounds,
            attributes: attributes
        )
        combinations = registry.gauge(
            "processor_batch_metadata_cardinality",
            help: "Number of distinct metadata value combinations being processed.",
            attributes: attributes
        )
        dropped = registry.counter(
            "processor_batch_dropped_items",
            help: "Number of items that were taken and that the next component never accepted.",
            attributes: attributes
        )
    }
}
