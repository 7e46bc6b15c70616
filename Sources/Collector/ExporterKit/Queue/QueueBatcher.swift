internal import CollectorAPI
internal import Pdata

/// Gathers parts into batches: one for each combination of the clients' metadata.
///
/// A combination is remembered only while something waits in it, for the flush timeout at the most.
struct QueueBatcher<Data: Telemetry> {
    /// A combination of metadata: for each key its values, nil where it is not set.
    typealias Key = [[String]?]

    private struct Gathering {
        var batch: QueueBatch<Data>
        var size: Int
        let id: UInt64
    }

    /// How many combinations may wait; with one more, the oldest is sent.
    static var partitionLimit: Int { 10_000 }

    private let settings: QueueBatchSettings
    private let sizer: QueueBatchSettings.Sizer
    private let metadataKeys: [String]
    private var gatherings: [Key: Gathering] = [:]
    /// In order; those of batches that are gone are among them, up to as many again as wait.
    private(set) var deadlines = FIFO<(deadline: ContinuousClock.Instant, key: Key, id: UInt64)>()
    private var nextID: UInt64 = 0

    init(_ settings: QueueBatchSettings, _ sizer: QueueBatchSettings.Sizer) {
        self.settings = settings
        self.sizer = sizer
        metadataKeys = settings.partition.metadataKeys.map { $0.lowercased() }
    }

    /// Whether batches are kept apart by their clients' metadata.
    var isPartitioned: Bool { !metadataKeys.isEmpty }

    /// When the oldest batch is to be sent whatever its size.
    var nextDeadline: ContinuousClock.Instant? { deadlines.first?.deadline }

    /// Whether a rest of `data` is large enough to be sent by itself.
    func isLarge(_ data: Data) -> Bool { size(data.itemCount, data.byteCount) >= settings.minSize }

    /// Takes `part`, before all others when it is the rest of a batch.
    ///
    /// - Returns: what is to be sent because of it.
    mutating func add(
        _ part: QueuePart<Data>,
        isRest: Bool = false,
        now: @autoclosure () -> ContinuousClock.Instant
    ) -> [QueueBatch<Data>] {
        let key = key(of: part.entry.client)
        let size = size(part.items, part.bytes)
        if gatherings[key] == nil {
            gatherings[key] = begin(key, part, now())
        } else if isRest {
            gatherings[key]?.batch.prepend(part)
        } else {
            gatherings[key]?.batch.rest.append(part)
        }
        gatherings[key]?.size += size
        guard let gathered = gatherings[key]?.size, gathered >= settings.minSize else {
            return gatherings.count > Self.partitionLimit ? flushOldest() : []
        }
        defer { dropDeadlines() }
        return gatherings.removeValue(forKey: key).map { [$0.batch] } ?? []
    }

    /// The batches that are too old to wait any longer.
    mutating func expired(_ now: ContinuousClock.Instant) -> [QueueBatch<Data>] {
        var batches: [QueueBatch<Data>] = []
        while let deadline = nextDeadline, deadline <= now { batches += flushOldest() }
        return batches
    }

    /// Every batch.
    mutating func flush() -> [QueueBatch<Data>] {
        var batches: [QueueBatch<Data>] = []
        while nextDeadline != nil { batches += flushOldest() }
        return batches
    }

    // MARK: Inside

    private func size(_ items: Int, _ bytes: Int) -> Int { sizer == .items ? items : bytes }

    private func key(of client: ClientContext) -> Key { metadataKeys.map { client.metadata[$0] } }

    private mutating func begin(_ key: Key, _ part: QueuePart<Data>, _ now: ContinuousClock.Instant) -> Gathering {
        nextID &+= 1
        deadlines.append((now.advanced(by: settings.flushTimeout), key, nextID))
        var metadata: [String: [String]] = [:]
        for (name, values) in zip(metadataKeys, key) { metadata[name] = values }
        return Gathering(
            batch: QueueBatch(first: part, client: ClientContext(metadata: metadata)),
            size: 0,
            id: nextID
        )
    }

    private mutating func flushOldest() -> [QueueBatch<Data>] {
        guard let oldest = deadlines.popFirst() else { return [] }
        defer { dropDeadlines() }
        guard gatherings[oldest.key]?.id == oldest.id else { return [] }
        guard var batch = gatherings.removeValue(forKey: oldest.key)?.batch else { return [] }
        batch.isFlush = true
        return [batch]
    }

    /// Forgets the deadlines of batches that are gone.
    private mutating func dropDeadlines() {
        while let first = deadlines.first, gatherings[first.key]?.id != first.id { _ = deadlines.popFirst() }
        guard deadlines.count > 2 * gatherings.count + 16 else { return }
        for deadline in deadlines.removeAll() where gatherings[deadline.key]?.id == deadline.id {
            deadlines.append(deadline)
        }
    }
}
