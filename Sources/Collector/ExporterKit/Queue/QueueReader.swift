internal import CollectorAPI
internal import Pdata
internal import Synchronization

/// Reads stored requests for a queue's workers, again and again where the system fails for now: what it fails to read is
/// not lost.
final class QueueReader<Data: Telemetry>: Sendable {
    /// How often one worker tries again before it lets others go first.
    struct Patience {
        private var pauses = 0

        /// The next pause; nil when there is none left.
        mutating func next() -> Duration? {
            guard pauses < 6 else { return nil }
            defer { pauses += 1 }
            return .milliseconds(100 << pauses)
        }
    }

    private let logger: Logger
    private let pauses = RetryPauses()
    private let isFailing = Atomic(false)

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Reads the request of `entry` if it is not in memory.
    ///
    /// - Throws: a permanent error when it is lost, a retryable one when `patience` or the queue ended first.
    func load(
        _ entry: QueueEntry<Data>,
        _ storage: QueueStorage<Data>,
        _ patience: inout Patience,
        _ host: any Host
    ) async throws(ConsumeError) {
        guard entry.data == nil else { return }
        while true {
            do throws(ConsumeError) {
                try await storage.load(entry)
                return noteSuccess()
            } catch {
                guard !error.isPermanent else { throw error }
                note(error)
                guard !pauses.isClosed, let pause = patience.next() else { throw error }
                await pauses.wait(pause, on: host)
            }
        }
    }

    /// Ends all pauses, now and later.
    func close() {
        pauses.close()
    }

    private func note(_ error: ConsumeError) {
        guard !isFailing.exchange(true, ordering: .relaxed) else { return }
        logger.warn(
            "Stored requests cannot be read for now. They are kept, and reading is tried again.",
            [LogField("error", .string("\(error)"))]
        )
    }

    private func noteSuccess() {
        guard isFailing.load(ordering: .relaxed), isFailing.exchange(false, ordering: .relaxed) else { return }
        logger.info("Stored requests can be read again.")
    }
}
