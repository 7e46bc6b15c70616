internal import CollectorAPI
internal import Pdata

/// One request that a queue has taken and not finished.
final class QueueEntry<Data: Telemetry>: @unchecked Sendable {
    // Sendable because what changes is touched under the queue's lock only, or by the one worker that loads it.

    /// What it counts in the queue, in the unit of `queue_size`.
    let units: Int
    let items: Int
    let bytes: Int
    /// Its place in the queue's storage; nil when there is none.
    var index: UInt64?
    /// Who sent it: as it came or, when an earlier collector took it, as the storage tells once it is loaded.
    var client: ClientContext
    private(set) var isClientKnown: Bool
    /// The request; nil while it is in the storage only.
    var data: Data?

    /// How many parts of it are not finished; more than one when batches cut it.
    var openParts = 1
    /// Why one of its parts was not sent.
    var failure: ConsumeError?
    /// Whether it stays in the storage for the next start.
    var isKept = false
    /// Whether memory that its queue counts holds it, beside the storage.
    var isHeld = false
    /// Who waits for its end.
    var waiter: CheckedContinuation<ConsumeError?, Never>?

    init(_ data: Data, client: ClientContext, _ sizer: QueueSettings.Sizer) {
        self.data = data
        self.client = client
        isClientKnown = true
        items = data.itemCount
        bytes = data.byteCount
        units = sizer.units(items: items, bytes: bytes)
    }

    /// An entry that is in the storage.
    init(_ key: QueueKey, _ sizer: QueueSettings.Sizer) {
        index = key.index
        items = key.items
        bytes = key.bytes
        units = sizer.units(items: items, bytes: bytes)
        client = ClientContext()
        isClientKnown = false
    }

    /// Takes over the client of a stored request where none is known. The one that is known has more: who was
    /// authenticated is not stored.
    func learn(_ stored: ClientContext) {
        guard !isClientKnown else { return }
        client = stored
        isClientKnown = true
    }
}

extension QueueSettings.Sizer {
    /// What a request counts.
    func units(items: Int, bytes: Int) -> Int {
        switch self {
        case .requests: 1
        case .items: items
        case .bytes: bytes
        }
    }
}

/// A piece of work: a request, or what a cut left of several.
struct QueuePart<Data: Telemetry>: Sendable {
    /// What is to be sent; nil for the request of `entry` as a whole.
    var cut: Data?
    let entry: QueueEntry<Data>
    /// The further requests that a cut piece holds something of.
    var others: [QueueEntry<Data>] = []

    /// What is to be sent, once it is loaded.
    var data: Data? { cut ?? entry.data }
    var items: Int { cut?.itemCount ?? entry.items }
    var bytes: Int { cut?.byteCount ?? entry.bytes }

    func forEachEntry(_ body: (QueueEntry<Data>) -> Void) {
        body(entry)
        for other in others { body(other) }
    }
}

/// Parts that are sent as one request.
struct QueueBatch<Data: Telemetry>: Sendable {
    var first: QueuePart<Data>
    var rest: [QueuePart<Data>] = []
    /// The parts joined, once they are.
    var joined: Data?
    /// Whose metadata keeps it apart from others.
    var client: ClientContext?
    /// Whether its age or shutdown sends it, so that nothing is to be left of it.
    var isFlush = false
    /// Whether it is a stored request that only joins a batch: when it is known who sent it.
    var isUnsorted = false

    /// Puts `part` before all others.
    mutating func prepend(_ part: QueuePart<Data>) {
        rest.insert(first, at: 0)
        first = part
    }

    func forEachPart(_ body: (QueuePart<Data>) -> Void) {
        body(first)
        for part in rest { body(part) }
    }

    /// The requests in it, each as a whole; nil when it holds pieces of requests.
    var wholeEntries: [QueueEntry<Data>]? {
        let parts = [first] + rest
        return parts.contains { $0.cut != nil } ? nil : parts.map(\.entry)
    }

    var items: Int { rest.reduce(first.items) { $0 + $1.items } }
    var bytes: Int { rest.reduce(first.bytes) { $0 + $1.bytes } }
}
