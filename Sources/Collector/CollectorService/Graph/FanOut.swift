internal import CollectorAPI
internal import Pdata

/// Hands the same data to several branches at once.
///
/// When no branch accepts, the caller gets the error and still owns the data. When some accept, the data is accepted: what
/// the others refused for now is owned by the fan-out, which delivers it to them only; what they refused for good, or gave
/// up after the user's time for attempts, is counted and logged.
final class FanOut<Data: Telemetry>: Consumer, Component {
    struct Branch: Sendable {
        /// How messages call the branch, such as `exporter "debug"`.
        var name: String
        var consumer: any Consumer<Data>
    }

    /// Whose branches they are: a pipeline's, receiver's or connector's id.
    let name: String
    private let branches: [Branch]
    private let logger: Logger
    private let lost: Counter
    private let backlogs = Lock<[Backlog<Data>]>([])

    init(_ branches: [Branch], name: String, logger: Logger, metrics: MetricRegistry) {
        self.name = name
        self.branches = branches
        self.logger = logger
        lost = metrics.counter(
            "fanout_dropped_items",
            help: "Number of items that one of several branches never accepted.",
            attributes: ["fanout": name, "otel.signal": Data.signal.rawValue]
        )
    }

    func start(_ host: any Host) async throws {
        let made = branches.map { branch in
            Backlog(branch: branch.name, consumer: branch.consumer, host: host, logger: logger, lost: lost)
        }
        backlogs.withLock { $0 = made }
    }

    func shutdown() async throws {
        let backlogs = self.backlogs.withLock { $0 }
        await withTaskGroup { group in
            for backlog in backlogs { group.addTask { await backlog.shutdown() } }
        }
    }

    var passedOnCodings: Set<ContentCoding> {
        branches.reduce(into: []) { $0.formUnion($1.consumer.passedOnCodings) }
    }

    func consume(_ data: Data) async throws {
        let backlogs = self.backlogs.withLock { $0 }
        if let full = backlogs.firstIndex(where: \.isFull) {
            throw ConsumeError.retryable("\(branches[full].name) accepts too little, and too much waits for it already")
        }
        let refusals = await offer(data)
        guard !refusals.isEmpty else { return }
        guard refusals.count < branches.count else { throw combined(refusals) }
        for (index, error) in refusals {
            guard !error.isPermanent, !error.isGivenUp, backlogs.indices.contains(index) else {
                lose(data, index, error)
                continue
            }
            backlogs[index].own(data, client: ClientContext.current)
        }
    }

    /// Offers `data` to every branch; a branch that does not suspend costs no switch of threads.
    private func offer(_ data: Data) async -> [(index: Int, error: ConsumeError)] {
        await withTaskGroup(of: (index: Int, error: ConsumeError)?.self) { group in
            for (index, branch) in branches.enumerated() {
                group.addImmediateTask {
                    do {
                        try await branch.consumer.consume(data)
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
            return refusals.sorted { $0.index < $1.index }
        }
    }

    /// One error for several: retryable when any is, after the longest delay asked for.
    private func combined(_ refusals: [(index: Int, error: ConsumeError)]) -> ConsumeError {
        let retryable = refusals.map(\.error).filter { !$0.isPermanent }
        let message = refusals.map(\.error.message).joined(separator: "; ")
        guard let first = retryable.first else {
            return .permanent(message, status: refusals.first?.error.status)
        }
        let delays = retryable.compactMap { error -> Duration? in
            guard case .retryable(let after) = error.disposition else { return nil }
            return after
        }
        var error = ConsumeError.retryable(message, after: delays.max(), status: first.status)
        error.isGivenUp = retryable.allSatisfy(\.isGivenUp)
        return error
    }

    private func lose(_ data: Data, _ index: Int, _ error: ConsumeError) {
        lost.add(data.itemCount)
        logger.error(
            error.isGivenUp
                ? "One branch of several gave the data up. Dropping data."
                : "One branch of several refused the data for good. Dropping data.",
            [
                LogField("branch", .string(branches[index].name)), LogField("error", .string("\(error)")),
                LogField("dropped_items", .int(data.itemCount)),
            ]
        )
    }
}
