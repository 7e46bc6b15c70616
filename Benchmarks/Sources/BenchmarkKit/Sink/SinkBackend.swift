internal import Foundation

/// What the connections of a sink share: the account, and the rate.
final class SinkBackend: @unchecked Sendable {
    // Sendable because everything mutable is guarded by `lock`.

    /// What is said to a request.
    enum Verdict {
        /// Accepted, and answered not before this moment.
        case accepted(at: Nanoseconds)
        case refused(pause: Double)
        case unreadable
    }

    /// The number of compressed requests whose size is compared with zlib's.
    private static let samples = 64

    private let settings: SinkSettings
    private let ledger: Ledger
    private let lock = NSLock()
    private var counts = SinkCounts()
    private var sampled: [(came: Int, message: [UInt8])] = []
    private var freeAt: Nanoseconds = 0

    init(_ settings: SinkSettings, _ ledger: Ledger) {
        self.settings = settings
        self.ledger = ledger
    }

    /// Takes a request whose message came in `wireSize` bytes.
    func take(_ signal: BenchmarkSignal, _ message: UnsafeRawBufferPointer, wireSize: Int) -> Verdict {
        var ids: [UInt64] = []
        do throws(MalformedMessage) {
            try ReceivedItems.forEach(signal, in: message) { ids.append($0) }
        } catch {
            return unreadable()
        }
        let count = ids.count
        let verdict = lock.withLock { judge(items: count, message, wireSize) }
        if case .accepted = verdict { ledger.receive(ids) }
        return verdict
    }

    /// Notes a request that could not be read.
    func unreadable() -> Verdict {
        lock.withLock { counts.unreadable += 1 }
        return .unreadable
    }

    /// What was received so far.
    var current: SinkCounts {
        var result = lock.withLock { counts }
        let sampled = lock.withLock { self.sampled }
        for sample in sampled {
            result.sampled.came += sample.came
            result.sampled.zlib += sample.message.withUnsafeBytes(Gzip.zlibSize)
        }
        return result
    }

    /// Forgets what was counted so far.
    func reset() {
        lock.withLock {
            counts = SinkCounts()
            sampled = []
        }
    }

    private func judge(items: Int, _ message: UnsafeRawBufferPointer, _ wireSize: Int) -> Verdict {
        let now = Clock.now
        counts.requests += 1
        counts.wireBytes += wireSize
        if wireSize < message.count, sampled.count < Self.samples { sampled.append((wireSize, Array(message))) }
        guard settings.rate > 0 else { return .accepted(at: now) }
        let begin = max(now, freeAt)
        guard begin - now <= settings.backlog.nanoseconds else {
            counts.refused += 1
            return .refused(pause: Double(begin - now) / 1e9)
        }
        freeAt = begin + (Double(items) / settings.rate).nanoseconds
        return .accepted(at: freeAt)
    }
}
