public import CollectorConfig

/// The settings of a probabilistic sampler.
public struct ProbabilisticSamplerSettings: Settings {
    /// How many of a hundred items are kept.
    public var samplingPercentage = 0.0

    /// What goes into the hash before the trace id.
    public var hashSeed: UInt32 = 0

    /// How it is decided; empty for `hash_seed`.
    public var mode = ""

    /// Whether items that cannot be judged are dropped.
    public var failClosed = true

    /// How many hexadecimal digits a threshold has.
    public var samplingPrecision = 4

    /// Log records: where the randomness comes from.
    public var attributeSource = "traceID"

    /// Log records: the attribute that the randomness may come from.
    public var fromAttribute = ""

    /// Log records: the attribute that says a percentage.
    public var samplingPriority = ""

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "sampling_percentage",
            \.samplingPercentage,
            "How many of a hundred spans or log records are kept; all from 100 on."
        ),
        Setting(
            "hash_seed",
            \.hashSeed,
            "What goes into the hash before the trace id: collectors with the same seed decide alike, those with another one independently."
        ),
        Setting(
            "mode",
            \.mode,
            "How it is decided: `hash_seed` (the default) by a hash, `proportional` by the trace id, relative to earlier sampling, `equalizing` by the trace id, down to the percentage."
        ),
        Setting(
            "fail_closed",
            \.failClosed,
            "Whether items without randomness, or with sampling information that is malformed or contradicts itself, are dropped; kept otherwise."
        ),
        Setting(
            "sampling_precision",
            \.samplingPrecision,
            "How many hexadecimal digits a threshold has, leading zeros and fs not counted: 1 to 14."
        ),
        Setting(
            "attribute_source",
            \.attributeSource,
            "Log records, by `hash_seed`: `traceID`, the trace id is hashed, or `record`, only the attribute is."
        ),
        Setting(
            "from_attribute",
            \.fromAttribute,
            "Log records, by `hash_seed`: the attribute that is hashed where the trace id is not."
        ),
        Setting(
            "sampling_priority",
            \.samplingPriority,
            "Log records: the attribute whose number is the percentage for its record: 0 drops it, 100 keeps it."
        ),
    ]

    /// Judges the percentage, the mode, the precision and the source.
    public func validate(_ report: inout ValidationReport) {
        let rate = Float(samplingPercentage)
        if !rate.isFinite {
            report.error("sampling rate is invalid: \(rate)%", at: "sampling_percentage")
        } else if rate < 0 {
            report.error("sampling rate is negative: \(rate)%", at: "sampling_percentage")
        } else if rate > 0, Double(rate) / 100 < Threshold.leastProbability {
            report.error("sampling rate is too small: \(rate)%", at: "sampling_percentage")
        }
        if !mode.isEmpty, Sampler.Mode(rawValue: mode) == nil {
            report.error(
                "unsupported sampler mode \"\(mode)\"",
                at: "mode",
                fix: "allowed: hash_seed, proportional, equalizing"
            )
        }
        if samplingPrecision < 1 {
            report.error("invalid sampling precision: \(samplingPrecision)", at: "sampling_precision")
        } else if samplingPrecision > Threshold.digits {
            report.error(
                "sampling precision is too great, should be <= 14: \(samplingPrecision)",
                at: "sampling_precision"
            )
        }
        if !["traceID", "record"].contains(attributeSource) {
            report.error(
                "invalid attribute source: \(attributeSource). Expected: traceID or record",
                at: "attribute_source"
            )
        }
    }
}
