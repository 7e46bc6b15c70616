public import CollectorConfig
public import ExporterKit

/// The settings of a debug exporter.
public struct DebugSettings: QueueingSettings {
    /// How much is printed of each request.
    public var verbosity = Verbosity.basic

    /// How many lines with the same text are printed in a second.
    public var samplingInitial = 2

    /// After those, every how manieth is printed; 0 for none.
    public var samplingThereafter = 1

    /// Whether to print through the collector's own log.
    public var usesInternalLogger = true

    /// Where to print otherwise; nil for standard output.
    public var outputPaths: [String]?

    /// The queue before printing.
    public var queue = Section<QueueSettings>.absent

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "verbosity",
            \.verbosity,
            "How much is printed: `basic`, a line for each request; `normal`, also about a line for each record; "
                + "`detailed`, also everything that a record holds."
        ),
        Setting(
            "sampling_initial",
            \.samplingInitial,
            "How many messages with the same text are printed in each second before sampling begins.",
            .atLeast(0)
        ),
        Setting(
            "sampling_thereafter",
            \.samplingThereafter,
            "After those, every how manieth message with the same text is printed: 1 for all, 0 for none.",
            .atLeast(0)
        ),
        Setting(
            "use_internal_logger",
            \.usesInternalLogger,
            "Whether to print through the collector's own log, with its level, shape and sampling."
        ),
        Setting(
            "output_paths",
            \.outputPaths,
            "Where to print when not through the collector's log: `stdout`, `stderr` or files, which are appended to; "
                + "`[stdout]` when not written."
        ),
        Setting("sending_queue", \.queue, "The queue before printing; off unless written."),
    ]

    /// Judges the output paths.
    public func validate(_ report: inout ValidationReport) {
        guard let outputPaths else { return }
        if usesInternalLogger {
            report.error(
                "output_paths is not supported when use_internal_logger is true",
                at: "output_paths",
                fix: "write use_internal_logger: false"
            )
        } else if outputPaths.isEmpty {
            report.error(
                "output_paths must not be empty when use_internal_logger is false",
                at: "output_paths",
                fix: "name a path, or remove the key for standard output"
            )
        }
    }
}
