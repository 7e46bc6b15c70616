internal import Pdata

/// What one branch of a fan-out refused while another accepted: the collector answers for it, and delivers it in the
/// background, oldest first.
final class Backlog<Data: Telemetry>: Sendable {
    /// More than this much waiting, and the fan-out takes nothing new: a quarter of what telemetry may take, as for queues.
    private static var byteLimit: Int { MemoryBudget.shared.limit / 4 }
    private static var countLimit: Int { 1024 }

    private struct Entry {
        var data: Data
        var client: ClientContext
    }

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        var items = 0
        var worker: Task<Void, Never>?
    }

    private let branch: String
    private let consumer: any Consumer<Data>
    private let host: any Host
    private let logger: Logger
    private let delivery: OwnedDelivery
    private let lost: Counter
    private let state = Lock(State())

    init(branch: String, consumer: any Consumer<Data>, host: any Host, logger: Logger, lost: Counter) {
        self.branch = branch
        self.consumer = consumer
        self.host = host
        self.logger = logger
        self.lost = lost
        delivery = OwnedDelivery(host: host, logger: logger)
    }

    /// Whether new data must be refused, so that what waits stays bounded.
    var isFull: Bool { state.withLock { $0.bytes >= Self.byteLimit || $0.entries.count >= Self.countLimit } }

    /// The items that wait or are under way.
    var items: Int { state.withLock { $0.items } }

    /// Takes charge of `data`.
    func own(_ data: Data, client: ClientContext) {
        state.withLock { state in
            state.entries.append(Entry(data: data, client: client))
            state.bytes += data.byteCount
            state.items += data.itemCount
            guard state.worker == nil else { return }
            state.worker = host.spawn { await self.work() }
        }
    }

    /// Gives what waits one more attempt each, and returns when nothing waits any more.
    func shutdown() async {
        delivery.close()
        let worker = state.withLock { $0.worker }
        guard let worker else { return }
        await withTaskCancellationHandler {
            await worker.value
        } onCancel: {
            worker.cancel()
        }
    }

    private func work() async {
        while let entry = first() {
            switch await delivery.deliver(entry.data, to: consumer, client: entry.client) {
            case .accepted: break
            case .refused(let error): lose(entry.data, error)
            case .abandoned(let error): lose(entry.data, error)
            }
            state.withLock { $0.items -= entry.data.itemCount }
        }
    }

    private func first() -> Entry? {
        state.withLock { state in
            guard !state.entries.isEmpty else {
                state.worker = nil
                return nil
            }
            let entry = state.entries.removeFirst()
            state.bytes -= entry.data.byteCount
            return entry
        }
    }

    private func lose(_ data: Data, _ error: ConsumeError) {
        lost.add(data.itemCount)
        logger.error(
            "One branch of several never accepted the data. Dropping data.",
            [
                LogField("branch", .string(branch)), LogField("error", .string("\(error)")),
                LogField("dropped_items", .int(data.itemCount)),
            ]
        )
    }
}
