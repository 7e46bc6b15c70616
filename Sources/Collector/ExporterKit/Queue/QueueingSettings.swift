public import CollectorConfig

/// Settings of an exporter that has a sending queue.
///
/// By it a collector finds out, before anything starts, what a configuration's queues need and what defeats them.
public protocol QueueingSettings: Settings {
    /// The block `sending_queue`.
    var queue: Section<QueueSettings> { get }
}
