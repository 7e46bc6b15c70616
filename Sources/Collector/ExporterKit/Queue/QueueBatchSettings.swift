public import CollectorConfig

/// The block `sending_queue::batch`.
public struct QueueBatchSettings: Settings {
    /// In what a batch's size is measured.
    public enum Sizer: String, SettingValue, CaseIterable, Sendable {
        case items
        case bytes

        /// Upstream's words.
        public static func message(refusing text: String) -> String? {
            "`batch` supports only `items` or `bytes` sizer, found \"\(text)\""
        }
    }

    /// The age at which a batch is sent whatever its size.
    public var flushTimeout = Duration.milliseconds(200)

    /// The size from which on a batch is sent.
    public var minSize = 8192

    /// The largest size of a batch; 0 for no limit.
    public var maxSize = 0

    /// In what the sizes are measured; nil for bytes where the queue's unit is, else items.
    public var sizer: Sizer?

    /// What keeps batches apart.
    public var partition = QueuePartitionSettings()

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "flush_timeout",
            \.flushTimeout,
            "The age at which a batch is sent whatever its size.",
            .above(.zero, message: "`flush_timeout` must be positive")
        ),
        Setting(
            "min_size",
            \.minSize,
            "The size from which on a batch is sent.",
            .atLeast(0, message: "`min_size` must be non-negative")
        ),
        Setting(
            "max_size",
            \.maxSize,
            "The largest size of a batch: larger ones are split; 0 for no limit.",
            .atLeast(0, message: "`max_size` must be non-negative")
        ),
        Setting(
            "sizer",
            \.sizer,
            "In what the sizes are measured: items or bytes; without it bytes where the queue's sizer is, else items."
        ),
        Setting("partition", \.partition, "What keeps batches apart."),
    ]

    /// Judges the sizes together.
    public func validate(_ report: inout ValidationReport) {
        guard maxSize > 0, maxSize < minSize else { return }
        report.error(
            "`max_size` (\(maxSize)) must be greater or equal to `min_size` (\(minSize))",
            at: "max_size",
            fix: "write a min_size too"
        )
    }
}

/// The block `sending_queue::batch::partition`.
public struct QueuePartitionSettings: Settings {
    /// The client metadata whose values keep batches apart.
    public var metadataKeys: [String] = []

    /// One batch for all.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "metadata_keys",
            \.metadataKeys,
            "The keys of client metadata whose values keep batches apart, letter case aside; what leaves carries them."
        )
    ]

    /// Refuses a key that is written twice.
    public func validate(_ report: inout ValidationReport) {
        var seen: Set<String> = []
        for key in metadataKeys.map({ $0.lowercased() }) where !seen.insert(key).inserted {
            report.error("duplicate entry in metadata_keys: \"\(key)\" (case-insensitive)", at: "metadata_keys")
        }
    }
}
