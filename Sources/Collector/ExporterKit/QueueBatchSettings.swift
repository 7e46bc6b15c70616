public import CollectorConfig

/// The block `sending_queue::batch`.
public struct QueueBatchSettings: Settings {
    /// In what a batch's size is measured.
    public enum Sizer: String, SettingValue, CaseIterable, Sendable {
        case items
        case bytes
    }

    /// The age at which a batch is sent whatever its size.
    public var flushTimeout = Duration.milliseconds(200)

    /// The size from which on a batch is sent.
    public var minSize = 8192

    /// The largest size of a batch; 0 for no limit.
    public var maxSize = 0

    /// In what the sizes are measured; nil for the queue's unit.
    public var sizer: Sizer?

    /// What keeps batches apart.
    public var partition = QueuePartitionSettings()

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("flush_timeout", \.flushTimeout, "The age at which a batch is sent whatever its size."),
        Setting("min_size", \.minSize, "The size from which on a batch is sent."),
        Setting("max_size", \.maxSize, "The largest size of a batch; 0 for no limit."),
        Setting("sizer", \.sizer, "In what the sizes are measured: items or bytes."),
        Setting("partition", \.partition, "What keeps batches apart."),
    ]
}

/// The block `sending_queue::batch::partition`.
public struct QueuePartitionSettings: Settings {
    /// The client metadata whose values keep batches apart.
    public var metadataKeys: [String] = []

    /// One batch for all.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("metadata_keys", \.metadataKeys, "The keys of client metadata whose values keep batches apart.")
    ]
}
