public import CollectorAPI
public import CollectorConfig

/// The block `sending_queue`: what waits to be sent, so that senders need not.
///
/// A `Section` holds it. Exporters that send over a network begin with `.some(QueueSettings())`, others with `.absent`.
public struct QueueSettings: Settings {
    /// In what a queue's length is measured.
    public enum Sizer: String, SettingValue, CaseIterable, Sendable {
        case requests
        case items
        case bytes

        /// Upstream's words.
        public static func message(refusing text: String) -> String? { "invalid sizer: \"\(text)\"" }
    }

    /// How many requests are sent at the same time.
    public var consumers = 10

    /// How much the queue holds, what is being sent included, as ``sizer`` counts.
    public var size = 1000

    /// In what ``size`` is measured.
    public var sizer = Sizer.requests

    /// Whether a full queue makes its callers wait instead of refusing.
    public var blocksOnOverflow = false

    /// Whether callers wait until their data is sent.
    public var waitsForResult = false

    /// The storage extension that keeps the queue over restarts.
    public var storage = ExtensionReference(role: "storage")

    /// How requests are joined before they are sent.
    public var batch = Section<QueueBatchSettings>.absent

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "num_consumers",
            \.consumers,
            "How many requests are sent at the same time.",
            .above(0, message: "`num_consumers` must be positive")
        ),
        Setting(
            "queue_size",
            \.size,
            "How much the queue holds, what is being sent included, in what sizer says.",
            .above(0, message: "`queue_size` must be positive")
        ),
        Setting("sizer", \.sizer, "In what queue_size is measured: requests, items or bytes."),
        Setting(
            "block_on_overflow",
            \.blocksOnOverflow,
            "Whether a full queue makes its callers wait instead of refusing."
        ),
        Setting("wait_for_result", \.waitsForResult, "Whether callers wait until their data is sent."),
        Setting(
            "storage",
            \.storage,
            "The storage extension that keeps the queue over restarts, such as file_storage."
        ),
        Setting("batch", \.batch, "How requests are joined before they are sent."),
    ]

    /// In what the batch's sizes are measured.
    var batchSizer: QueueBatchSettings.Sizer {
        if let written = batch.value?.sizer { return written }
        return sizer == .bytes ? .bytes : .items
    }

    /// Judges what several keys say together.
    public func validate(_ report: inout ValidationReport) {
        if storage.id != nil, waitsForResult {
            report.error(
                "`wait_for_result` is not supported with a persistent queue configured with `storage`",
                at: "wait_for_result"
            )
        }
        guard let batch = batch.value else { return }
        let sameUnit = batchSizer.rawValue == sizer.rawValue
        if sameUnit, batch.minSize > size {
            report.error("`min_size` must be less than or equal to `queue_size`", at: "batch", "min_size")
        }
    }
}
