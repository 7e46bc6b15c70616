public import CollectorConfig

/// The settings of a batch processor.
public struct BatchSettings: Settings {
    /// The number of items after which a batch is sent whatever its age; 0 sends everything at once.
    public var sendBatchSize: UInt32 = 8192

    /// The age after which a batch is sent whatever its size; 0 sends everything at once.
    public var timeout = Duration.milliseconds(200)

    /// The most items in a batch; 0 for no limit.
    public var sendBatchMaxSize: UInt32 = 0

    /// The client metadata whose values keep batches apart.
    public var metadataKeys: [String] = []

    /// How many combinations of those values there may be; 0 for no limit of the user's.
    public var metadataCardinalityLimit: UInt32 = 1000

    /// How many combinations there may be where the user sets no limit: clients choose the values, and each is kept.
    static let unboundedCombinations = 100_000

    /// How many combinations there may be.
    var maxCombinations: Int {
        metadataCardinalityLimit == 0 ? Self.unboundedCombinations : Int(metadataCardinalityLimit)
    }

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "timeout",
            \.timeout,
            "The age after which a batch is sent whatever its size; 0 sends everything at once.",
            .atLeast(.zero, message: "timeout must be greater or equal to 0")
        ),
        Setting(
            "send_batch_size",
            \.sendBatchSize,
            "The number of spans, data points, log records or samples after which a batch is sent whatever its age; "
                + "0 sends everything at once."
        ),
        Setting(
            "send_batch_max_size",
            \.sendBatchMaxSize,
            "The most items in a batch: larger ones are split; 0 for no limit."
        ),
        Setting(
            "metadata_keys",
            \.metadataKeys,
            "The keys of client metadata whose values keep batches apart, letter case aside; what leaves carries them."
        ),
        Setting(
            "metadata_cardinality_limit",
            \.metadataCardinalityLimit,
            "How many combinations of metadata values there may be while the collector runs; "
                + "0 for \(unboundedCombinations), the most that are kept without a limit."
        ),
    ]

    /// Judges the sizes together, and the metadata keys.
    public func validate(_ report: inout ValidationReport) {
        if sendBatchMaxSize > 0, sendBatchMaxSize < sendBatchSize {
            report.error(
                "send_batch_max_size must be greater or equal to send_batch_size",
                at: "send_batch_max_size",
                fix: "send_batch_size is \(sendBatchSize)"
            )
        }
        var seen: Set<String> = []
        for key in metadataKeys where !seen.insert(key.lowercased()).inserted {
            report.error(
                "duplicate entry in metadata_keys: \"\(key.lowercased())\" (case-insensitive)",
                at: "metadata_keys"
            )
        }
    }
}
