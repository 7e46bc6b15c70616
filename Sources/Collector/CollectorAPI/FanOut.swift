public import Pdata

/// Hands data to several branches at once: the same to each, or to each its share of a request.
///
/// When no branch accepts, the caller gets the error and still owns the data. When some accept, the data is accepted: what
/// the others refused for now is owned by the fan-out, which delivers it to them only; what they refused for good, or gave
/// up after the user's time for attempts, is counted and logged.
public final class FanOut<Data: Telemetry>: Consumer, Component {
    /// Where data may go.
    public struct Branch: Sendable {
        /// How messages call the branch, such as `exporter "debug"`.
        public var name: String
        /// What takes the data.
        public var consumer: any Consumer<Data>

        /// The branch that messages call `name`.
        public init(name: String, consumer: any Consumer<Data>) {
            self.name = name
            self.consumer = consumer
        }
    }

    /// What one branch is to get of a request.
    public struct Share: Sendable {
        /// The place of the branch among those that the fan-out was made with.
        public var branch: Int
        /// What it gets.
        public var data: Data

        /// `data` for the branch at `branch`.
        public init(branch: Int, data: Data) {
            self.branch = branch
            self.data = data
        }
    }

    private struct Refusal {
        var share: Share
        var error: ConsumeError
    }

    /// Whose branches they are: a pipeline's, receiver's, processor's or connector's id.
    public let name: String
    private let branches: [Branch]
    private let logger: Logger
    private let lost: Counter
    private let backlogs = Lock<[Backlog<Data>]>([])

    /// A fan-out to `branches`, which counts in `metrics` what one of them never accepted.
    public init(_ branches: [Branch], name: String, logger: Logger, metrics: MetricRegistry) {
        self.name = name
        self.branches = branches
        self.logger = logger
        lost = metrics.counter(
            "fanout_dropped_items",
            help: "Number of items that one of several branches never accepted.",
            attributes: ["fanout": name, "otel.signal": Data.signal.rawValue]
        )
        for (index, branch) in branches.enumerated() {
            metrics.observe(
                "fanout_backlog_items",
                help: "Number of items that one of several branches has yet to accept.",
                attributes: ["fanout": name, "branch": branch.name, "otel.signal": Data.signal.rawValue]
            ) { [weak self] in Double(self?.waiting(for: index) ?? 0) }
        }
    }

    private func waiting(for branch: Int) -> Int {
        backlogs.withLock { $0.indices.contains(branch) ? $0[branch].items : 0 }
    }

    /// Makes ready to own what branches refuse.
    public func start(_ host: any Host) async throws {
        let made = branches.map { branch in
            Backlog(branch: branch.name, consumer: branch.consumer, host: host, logger: logger, lost: lost)
        }
        backlogs.withLock { $0 = made }
    }

    /// Gives what is owned one more attempt.
    public func shutdown() async throws {
        let backlogs = self.backlogs.withLock { $0 }
        await withTaskGroup { group in
            for backlog in backlogs { group.addTask { await backlog.shutdown() } }
        }
    }

    /// Those that any branch passes on.
    public var passedOnCodings: Set<ContentCoding> {
        branches.reduce(into: []) { $0.formUnion($1.consumer.passedOnCodings) }
    }

    /// Hands `data` to every branch.
    @specialized(where Data == Traces)
    @specialized(where Data == Metrics)
    @specialized(where Data == Logs)
    @specialized(where Data == Profiles)
    public func consume(_ data: Data) async throws {
        try await deliver(branches.indices.map { Share(branch: $0, data: data) })
    }

    /// Hands each of `shares` to its branch; together they are one request, which is accepted when one of them is.
    ///
    /// - Throws: when none is accepted, what all the branches say.
    @specialized(where Data == Traces)
    @specialized(where Data == Metrics)
    @specialized(where Data == Logs)
    @specialized(where Data == Profiles)
    public func deliver(_ shares: [Share]) async throws {
        let backlogs = self.backlogs.withLock { $0 }
        for share in shares where backlogs.indices.contains(share.branch) && backlogs[share.branch].isFull {
            throw ConsumeError.retryable(
                "\(branches[share.branch].name) accepts too little, and too much waits for it already"
            )
        }
        guard shares.count > 1 else {
            if let only = shares.first { try await branches[only.branch].consumer.consume(only.data) }
            return
        }
        let refusals = await offer(shares)
        guard !refusals.isEmpty else { return }
        guard refusals.count < shares.count else { throw combined(refusals.map(\.error)) }
        for refusal in refusals {
            let error = refusal.error
            guard !error.isPermanent, !error.isGivenUp, backlogs.indices.contains(refusal.share.branch) else {
                lose(refusal.share, error)
                continue
            }
            backlogs[refusal.share.branch].own(refusal.share.data, client: ClientContext.current)
        }
    }

    /// Offers every share to its branch; a branch that does not suspend costs no switch of threads.
    private func offer(_ shares: [Share]) async -> [Refusal] {
        await withTaskGroup(of: (index: Int, error: ConsumeError)?.self) { group in
            for (index, share) in shares.enumerated() {
                let consumer = branches[share.branch].consumer
                group.addImmediateTask {
                    do {
                        try await consumer.consume(share.data)
                        return nil
                    } catch {
                        return (index, ConsumeError(error))
                    }
                }
            }
            var refusals: [(index: Int, error: ConsumeError)] = []
            for await refusal in group {
                if let refusal { refusals.append(refusal) }
            }
            return refusals.sorted { $0.index < $1.index }.map { Refusal(share: shares[$0.index], error: $0.error) }
        }
    }

    /// One error for several: retryable when any is, after the longest delay asked for.
    private func combined(_ errors: [ConsumeError]) -> ConsumeError {
        let retryable = errors.filter { !$0.isPermanent }
        let message = errors.map(\.message).joined(separator: "; ")
        guard let first = retryable.first else {
            return .permanent(message, status: errors.first?.status)
        }
        let delays = retryable.compactMap { error -> Duration? in
            guard case .retryable(let after) = error.disposition else { return nil }
            return after
        }
        var error = ConsumeError.retryable(message, after: delays.max(), status: first.status)
        error.isGivenUp = retryable.allSatisfy(\.isGivenUp)
        return error
    }

    private func lose(_ share: Share, _ error: ConsumeError) {
        lost.add(share.data.itemCount)
        logger.error(
            error.isGivenUp
                ? "One branch of several gave the data up. Dropping data."
                : "One branch of several refused the data for good. Dropping data.",
            [
                LogField("branch", .string(branches[share.branch].name)), LogField("error", .string("\(error)")),
                LogField("dropped_items", .int(share.data.itemCount)),
            ]
        )
    }
}
