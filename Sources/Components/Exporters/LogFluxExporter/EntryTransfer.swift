internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// The way of one request's records to LogFlux, over as many attempts as it takes: what was made of them, and which the
/// server has.
final class EntryTransfer<Data: Telemetry>: @unchecked Sendable {
    // Sendable because attempts are made one after the other.

    /// From how many bytes or records on making payloads leaves the loop, which it would hold for milliseconds.
    private static var offLoopSize: Int { 128 << 10 }
    private static var offLoopCount: Int { 1000 }

    private let data: Data
    private let type: EntryType
    private let mapping: PayloadMapping
    private let compresses: Bool
    private let client: LogFluxClient

    /// Everything that is to be sent, once it is made.
    private var payloads: [Bytes]?
    /// When it was made.
    private var time = ""
    /// How many payloads are done with, from the first on.
    private var done = 0
    private var isAnyAccepted = false
    private var rejected = 0
    private var remark = ""
    /// The most entries that the server takes at once, as far as it has shown.
    private var mostEntries = Int.max

    init(_ data: Data, _ type: EntryType, _ mapping: PayloadMapping, compresses: Bool, _ client: LogFluxClient) {
        self.data = data
        self.type = type
        self.mapping = mapping
        self.compresses = compresses
        self.client = client
    }

    /// Sends what the server does not have yet.
    ///
    /// - Returns: what it rejected for good, if it took anything at all.
    func attempt(clock: any CollectorClock) async throws(ConsumeError) -> PartialSuccess? {
        let payloads = await prepared(clock)
        while done < payloads.count {
            do throws(ConsumeError) {
                try await step(payloads)
            } catch {
                // What the server has must not be sent again for the sake of the rest.
                guard error.isPermanent, isAnyAccepted else { throw error }
                reject(payloads.count - done, error.message)
            }
        }
        return rejected > 0 ? PartialSuccess(rejected: rejected, message: remark) : nil
    }

    /// Sends the next request.
    private func step(_ payloads: [Bytes]) async throws(ConsumeError) {
        let session = try await client.session(for: type.category)
        let chunk = chunk(payloads, session)
        guard !chunk.isEmpty else {
            return reject(1, "validation_error: an entry is larger than \(Self.room(session)) bytes")
        }
        let outcome: LogFluxClient.Outcome
        do throws(ConsumeError) {
            outcome = try await client.ingest(chunk, type, time: time, session)
        } catch {
            // The rest may be better; where it came with other clients' requests, each gets an attempt by itself.
            let isRestWorthIt = isAnyAccepted || data.requests.count == 1 && chunk.count < payloads.count
            guard error.isPermanent, isRestWorthIt else { throw error }
            return reject(chunk.count, error.message)
        }
        switch outcome {
        case .again: return
        case .accepted(let failed, let message):
            isAnyAccepted = true
            done += chunk.count
            guard failed > 0 else { return }
            rejected += min(failed, chunk.count)
            remark = "send_error: \(message)"
        case .tooLarge(let text):
            guard chunk.count > 1 else { return reject(1, "send_error: \(text)") }
            mostEntries = chunk.count / 2
        }
    }

    private func reject(_ count: Int, _ reason: String) {
        done += count
        rejected += count
        remark = reason
    }

    // MARK: What is sent

    /// The next payloads that fit into one request; none when the next one alone is too large.
    private func chunk(_ payloads: [Bytes], _ session: LogFluxSession) -> ArraySlice<Bytes> {
        let limits = session.limits
        let most = min(mostEntries, limits.batchSize ?? .max)
        let size = limits.requestSize ?? .max
        let overhead = MultipartBody.overhead(session) + EntryCipher.tagSize
        var total = 0
        var end = done
        while end < payloads.count, end - done < most, payloads[end].count <= Self.room(session) {
            total += payloads[end].count + overhead
            guard total <= size || end == done else { break }
            end += 1
        }
        return payloads[done..<end]
    }

    /// The size of the largest payload that the server takes.
    private static func room(_ session: LogFluxSession) -> Int {
        guard let limit = session.limits.payloadSize else { return ServerLimits.maxPayloadSize }
        return min(max(limit - EntryCipher.tagSize, 0), ServerLimits.maxPayloadSize)
    }

    private func prepared(_ clock: any CollectorClock) async -> [Bytes] {
        if let payloads { return payloads }
        let now = clock.unixNanoseconds
        time = RFC3339.text(now)
        let made: [Bytes]
        if data.byteCount >= Self.offLoopSize || data.itemCount >= Self.offLoopCount {
            made = await withTaskExecutorPreference(globalConcurrentExecutor) { [self] in make(now) }
        } else {
            made = make(now)
        }
        payloads = made
        return made
    }

    private func make(_ now: UInt64) -> [Bytes] {
        let payloads = mapping.payloads(data, now: now)
        guard compresses else { return payloads }
        return payloads.map { ContentCoding.gzip.compress([$0]) }
    }
}
