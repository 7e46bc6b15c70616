internal import CollectorAPI

/// How many items each policy kept and dropped.
struct SamplingTally {
    private(set) var counts: [Sampler.Policy: (kept: Int, dropped: Int)] = [:]

    mutating func add(_ decision: Sampler.Decision) {
        var count = counts[decision.policy] ?? (0, 0)
        if decision.isSampled { count.kept += 1 } else { count.dropped += 1 }
        counts[decision.policy] = count
    }
}

/// Where a sampler tells what it did, under upstream's names.
struct SamplingReport: Sendable {
    private let metrics: MetricRegistry
    private let logger: Logger
    private let name: String
    private let items: String
    private let subject: String

    /// - Parameters:
    ///   - name: the metric's name.
    ///   - items: what is counted.
    ///   - subject: what log lines begin with.
    init(_ context: ComponentContext, name: String, items: String, subject: String) {
        metrics = context.metrics
        logger = context.logger
        self.name = name
        self.items = items
        self.subject = subject
    }

    func count(_ tally: SamplingTally) {
        for (policy, count) in tally.counts {
            add(count.kept, policy, "true")
            add(count.dropped, policy, "false")
        }
    }

    private func add(_ count: Int, _ policy: Sampler.Policy, _ sampled: String) {
        guard count > 0 else { return }
        metrics.counter(
            name,
            help: "Count of \(items) that were sampled or not.",
            attributes: ["policy": policy.name, "sampled": sampled]
        ).add(count)
    }

    func note(_ problem: SamplingProblem?) {
        guard let problem else { return }
        logger.log(problem.isOrdinary ? .debug : .info, subject, [LogField("error", .string(problem.rawValue))])
    }
}
