public import CollectorConfig

/// The settings of the `memory_limiter` processor and extension.
public struct MemoryLimiterSettings: Settings, Hashable {
    /// The time between two looks at the memory in use.
    public var checkInterval = Duration.zero

    /// The hard limit in MiB; 0 for none.
    public var limitMiB: UInt32 = 0

    /// What of the hard limit requests cannot take, in MiB; 0 for a fifth.
    public var spikeLimitMiB: UInt32 = 0

    /// The hard limit in percent of the memory that the process may use; 0 for none.
    public var limitPercentage: UInt32 = 0

    /// What of the hard limit requests cannot take, in percent of that memory; 0 for a fifth of the limit.
    public var spikeLimitPercentage: UInt32 = 0

    /// The least time between two returns of free memory above the soft limit.
    public var minGCIntervalWhenSoftLimited = Duration.seconds(10)

    /// The least time between two returns of free memory above the hard limit.
    public var minGCIntervalWhenHardLimited = Duration.zero

    /// How far that time grows above the soft limit while it does not help; 0 for not at all.
    public var maxGCIntervalWhenSoftLimited = Duration.seconds(30)

    /// How far that time grows above the hard limit while it does not help; 0 for not at all.
    public var maxGCIntervalWhenHardLimited = Duration.seconds(30)

    /// No limit, which is not valid.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("check_interval", \.checkInterval, "The time between two looks at the memory in use; must be set."),
        Setting(
            "limit_mib",
            \.limitMiB,
            "The hard limit on the process's memory, in MiB; goes before limit_percentage."
        ),
        Setting(
            "spike_limit_mib",
            \.spikeLimitMiB,
            "What of limit_mib new requests cannot take, so that those under way can finish; 0 is a fifth of the limit."
        ),
        Setting(
            "limit_percentage",
            \.limitPercentage,
            "The hard limit, in percent of the control group's memory or else of the machine's."
        ),
        Setting(
            "spike_limit_percentage",
            \.spikeLimitPercentage,
            "What of that memory new requests cannot take, in percent of it; 0 is a fifth of the limit."
        ),
        Setting(
            "min_gc_interval_when_soft_limited",
            \.minGCIntervalWhenSoftLimited,
            "The least time between two returns of free memory to the system above the soft limit."
        ),
        Setting(
            "min_gc_interval_when_hard_limited",
            \.minGCIntervalWhenHardLimited,
            "The least time between two returns of free memory to the system above the hard limit."
        ),
        Setting(
            "max_gc_interval_when_soft_limited",
            \.maxGCIntervalWhenSoftLimited,
            "How far that time grows above the soft limit while it returns little; 0 is not at all."
        ),
        Setting(
            "max_gc_interval_when_hard_limited",
            \.maxGCIntervalWhenHardLimited,
            "How far that time grows above the hard limit while it returns little; 0 is not at all."
        ),
    ]

    /// Reports what is missing or contradicts itself, in upstream's words.
    public func validate(_ report: inout ValidationReport) {
        if checkInterval <= .zero {
            report.error("'check_interval' must be greater than zero", at: "check_interval", fix: "write 1s")
        }
        validateLimits(&report)
        validateIntervals(&report)
    }

    private func validateLimits(_ report: inout ValidationReport) {
        if limitMiB == 0, limitPercentage == 0 {
            report.error("'limit_mib' or 'limit_percentage' must be greater than zero", at: "limit_mib")
        }
        if limitPercentage > 100 || spikeLimitPercentage > 100 {
            report.error(
                "'limit_percentage' and 'spike_limit_percentage' must be greater than zero and less than or equal to "
                    + "hundred",
                at: limitPercentage > 100 ? "limit_percentage" : "spike_limit_percentage"
            )
        }
        if limitMiB > 0, limitMiB <= spikeLimitMiB {
            report.error("'spike_limit_mib' must be smaller than 'limit_mib'", at: "spike_limit_mib")
        }
        if limitPercentage > 0, limitPercentage <= spikeLimitPercentage {
            report.error(
                "'spike_limit_percentage' must be smaller than 'limit_percentage'",
                at: "spike_limit_percentage"
            )
        }
    }

    private func validateIntervals(_ report: inout ValidationReport) {
        if minGCIntervalWhenSoftLimited < minGCIntervalWhenHardLimited {
            report.error(
                "'min_gc_interval_when_soft_limited' should be larger than 'min_gc_interval_when_hard_limited'",
                at: "min_gc_interval_when_soft_limited"
            )
        }
        check(maxGCIntervalWhenSoftLimited, "soft", atLeast: minGCIntervalWhenSoftLimited, &report)
        check(maxGCIntervalWhenHardLimited, "hard", atLeast: minGCIntervalWhenHardLimited, &report)
        if maxGCIntervalWhenSoftLimited > .zero, maxGCIntervalWhenSoftLimited < maxGCIntervalWhenHardLimited {
            report.error(
                "'max_gc_interval_when_soft_limited' should be larger than or equal to "
                    + "'max_gc_interval_when_hard_limited' (when both are set)",
                at: "max_gc_interval_when_soft_limited"
            )
        }
    }

    private func check(
        _ longest: Duration,
        _ path: String,
        atLeast shortest: Duration,
        _ report: inout ValidationReport
    ) {
        let key = "max_gc_interval_when_\(path)_limited"
        if longest < .zero {
            report.error("'\(key)' must be non-negative", at: key)
        } else if longest > .zero, longest < shortest {
            report.error(
                "'\(key)' must be greater than or equal to 'min_gc_interval_when_\(path)_limited' (or 0 to disable)",
                at: key
            )
        }
    }
}
