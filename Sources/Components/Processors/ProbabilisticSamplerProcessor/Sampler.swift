internal import Pdata

/// Decides on items, by the randomness and the threshold that they arrive with.
struct Sampler: Sendable {
    enum Mode: String, Sendable {
        case hashSeed = "hash_seed"
        case proportional
        case equalizing
    }

    private enum Rule: Sendable {
        case never
        case hash(Threshold)
        case proportional(Double, precision: Int)
        case equalizing(Threshold)
    }

    private let rule: Rule
    private let failsClosed: Bool
    let precision: Int

    init(_ settings: ProbabilisticSamplerSettings) {
        failsClosed = settings.failClosed
        precision = settings.samplingPrecision
        // In single precision, as upstream computes.
        let percentage = min(Float(settings.samplingPercentage), 100)
        let ratio = max(Double(percentage) / 100, Threshold.leastProbability)
        guard percentage > 0 else {
            rule = .never
            return
        }
        switch Mode(rawValue: settings.mode) ?? .hashSeed {
        case .hashSeed:
            let kept = UInt32(percentage * Float(Double(SeededHash.buckets) / 100))
            rule = kept == 0 ? .never : .hash(Threshold(value: UInt64(SeededHash.buckets - kept) << 42))
        case .proportional:
            rule = .proportional(ratio, precision: precision)
        case .equalizing:
            rule = .equalizing(Threshold(probability: ratio, precision: precision) ?? .never)
        }
    }

    /// Whether nothing is kept but what asks for it, though a percentage is written.
    func isRoundedToZero(_ settings: ProbabilisticSamplerSettings) -> Bool {
        guard case .never = rule else { return false }
        return settings.samplingPercentage > 0
    }

    /// Whether randomness comes from a hash.
    var hashes: Bool {
        if case .hash = rule { return true }
        return false
    }

    // MARK: Deciding

    /// What an item knows of sampling.
    struct Arrival {
        var randomness: Randomness?
        var threshold: Threshold?
        /// Why what it knows cannot be read.
        var problem: SamplingProblem?
    }

    /// Where the randomness came from, or what decided without one.
    enum Policy: Hashable, Sendable {
        case traceIDHash
        case traceIDW3C
        case samplingRandomness
        case samplingPriority
        case missingRandomness
        case attribute(String)

        /// The name in metrics.
        var name: String {
            switch self {
            case .traceIDHash: "trace_id_hash"
            case .traceIDW3C: "trace_id_w3c"
            case .samplingRandomness: "sampling_randomness"
            case .samplingPriority: "sampling_priority"
            case .missingRandomness: "missing_randomness"
            case .attribute(let name): name
            }
        }
    }

    /// What asks to override the percentage.
    enum Priority {
        case none
        case threshold(Threshold)
    }

    /// What was decided on an item.
    struct Decision {
        var isSampled: Bool
        var policy: Policy
        /// What a kept item is to know afterwards; nil where it stays as it is.
        var update: Arrival?
        /// What was wrong with it.
        var problem: SamplingProblem?
    }

    /// Decides on an item that arrived as `arrival` tells.
    ///
    /// - Parameter source: its randomness where none arrived with it, and where that is from; nil when it has none.
    func decide(
        _ arrival: Arrival,
        _ priority: Priority,
        source: (randomness: Randomness, policy: Policy)?
    ) -> Decision {
        var update = arrival.problem == nil ? arrival : nil
        var problem = arrival.problem
        var randomness = source?.randomness
        var policy = source?.policy ?? .missingRandomness
        switch rule {
        case .never:
            (randomness, policy) = (.greatest, .samplingPriority)
        case .hash:
            if problem == nil, arrival.randomness != nil || arrival.threshold != nil {
                problem = arrival.randomness != nil ? .randomnessInUse : .thresholdInUse
                update = nil
            } else if problem == nil {
                update?.randomness = randomness
            }
        case .proportional, .equalizing:
            if let arrived = arrival.randomness, problem == nil {
                (randomness, policy) = (arrived, .samplingRandomness)
            }
        }
        if problem == nil, randomness == nil { problem = .missingRandomness }
        if problem == nil, let threshold = update?.threshold, let randomness, !threshold.keeps(randomness) {
            update?.threshold = nil
            problem = .inconsistentThreshold
        }
        var threshold = problem == nil ? self.threshold(after: update?.threshold) : failsClosed ? .never : .always
        if case .threshold(let asked) = priority {
            threshold = asked
            policy = .samplingPriority
        }
        let isSampled = threshold.keeps(randomness ?? .greatest)
        // What was sampled more sparsely before stays so.
        if let earlier = update?.threshold { threshold = max(earlier, threshold) }
        update?.threshold = threshold
        return Decision(isSampled: isSampled, policy: policy, update: isSampled ? update : nil, problem: problem)
    }

    private func threshold(after earlier: Threshold?) -> Threshold {
        switch rule {
        case .never: .never
        case .hash(let threshold): threshold
        case .equalizing(let threshold): max(threshold, earlier ?? .always)
        case .proportional(let ratio, let precision):
            Threshold(probability: (earlier?.probability ?? 1) * ratio, precision: precision) ?? .never
        }
    }
}

/// Why an item cannot be judged by its randomness, in upstream's words.
enum SamplingProblem: String, Error, Sendable {
    case inconsistentThreshold = "inconsistent arriving threshold: item should not have been sampled"
    case missingRandomness = "missing randomness"
    case randomnessInUse = "item has sampling randomness, equalizing or proportional mode recommended"
    case thresholdInUse = "item has sampling threshold, equalizing or proportional mode recommended"
    case traceStateSize = "invalid tracestate size"
    case syntax = "invalid syntax"
    case randomnessSize = "r-value must have 14 hex digits"
    case thresholdSize = "t-value exceeds 14 hex digits"
    case thresholdEmpty = "t-value is empty"

    /// Whether it comes with what others do, rather than with what is malformed.
    var isOrdinary: Bool {
        switch self {
        case .inconsistentThreshold, .missingRandomness, .randomnessInUse, .thresholdInUse: true
        case .traceStateSize, .syntax, .randomnessSize, .thresholdSize, .thresholdEmpty: false
        }
    }
}
