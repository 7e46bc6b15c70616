public import CollectorConfig

/// The block `sending_queue`, whose keys are known but which cannot be turned on yet.
///
/// A `Section` holds it, which is off by default.
public struct QueueSettings: Settings {
    /// In what a queue's length is measured.
    public enum Sizer: String, SettingValue, CaseIterable, Sendable {
        case requests
        case items
        case bytes
    }

    /// How many requests are sent at the same time.
    public var consumers = 10

    /// How much the queue holds, as ``sizer`` counts.
    public var size = 1000

    /// In what ``size`` is measured.
    public var sizer = Sizer.requests

    /// Whether a full queue makes its callers wait instead of refusing.
    public var blocksOnOverflow = false

    /// Whether callers wait until their data is sent.
    public var waitsForResult = false

    /// The storage extension that keeps the queue over restarts.
    public var storage: String?

    /// How requests are joined before they are sent.
    public var batch = Section<QueueBatchSettings>.absent

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("num_consumers", \.consumers, "How many requests are sent at the same time."),
        Setting("queue_size", \.size, "How much the queue holds, in what sizer says."),
        Setting("sizer", \.sizer, "In what queue_size is measured: requests, items or bytes."),
        Setting(
            "block_on_overflow",
            \.blocksOnOverflow,
            "Whether a full queue makes its callers wait instead of refusing."
        ),
        Setting("wait_for_result", \.waitsForResult, "Whether callers wait until their data is sent."),
        Setting("storage", \.storage, "The storage extension that keeps the queue over restarts."),
        Setting("batch", \.batch, "How requests are joined before they are sent."),
    ]

    /// Refuses the block: it is judged only when it is on.
    public func validate(_ report: inout ValidationReport) {
        report.error(
            "the sending queue is not available yet: each request is sent while its sender waits, and a slow or failing "
                + "backend slows the senders down",
            at: "enabled",
            fix: "write enabled: false"
        )
    }
}
