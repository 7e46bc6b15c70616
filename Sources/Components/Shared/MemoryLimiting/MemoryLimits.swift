internal import CollectorAPI

/// The two limits that settings stand for, in bytes.
struct MemoryLimits {
    /// The most that the process should use.
    var hard: Int

    /// What of it requests cannot take.
    var spike: Int

    /// Where data begins to be refused.
    var soft: Int { hard - spike }

    init(_ settings: MemoryLimiterSettings, _ memory: SystemMemory) {
        if settings.limitMiB > 0 {
            hard = Int(settings.limitMiB) << 20
            spike = Int(settings.spikeLimitMiB) << 20
        } else {
            // Divided first, so that nothing overflows.
            hard = memory.total / 100 * Int(settings.limitPercentage)
            spike = memory.total / 100 * Int(settings.spikeLimitPercentage)
        }
        if spike == 0 { spike = hard / 5 }
    }
}
