internal import CollectorAPI
internal import Pdata
internal import Synchronization

/// What keeps a queue's requests over restarts: a storage client, in which each request has a key of its own until it is
/// finished.
final class QueueStorage<Data: Telemetry>: Sendable {
    private let client: any StorageClient
    private let logger: Logger
    private let nextIndex: Atomic<UInt64>

    private init(_ client: any StorageClient, _ logger: Logger, nextIndex: UInt64) {
        self.client = client
        self.logger = logger
        self.nextIndex = Atomic(nextIndex)
    }

    /// Opens the storage that `reference` names for the exporter of `context`, and returns it with what it still holds, in order.
    ///
    /// - Throws: why the storage cannot be used.
    static func open(
        _ reference: ExtensionReference,
        _ context: ComponentContext,
        _ host: any Host
    ) async throws -> (storage: QueueStorage, kept: [QueueKey]) {
        guard let id = reference.id, let found = host.extension_(id) else {
            throw QueueStorageError(reference.notFound)
        }
        guard let storage = found as? any StorageExtension else {
            throw QueueStorageError("requested extension is not a storage extension: \"\(id)\"")
        }
        let client = try await storage.client(kind: .exporter, id: context.id, name: "\(Data.signal)")
        let kept: [QueueKey]
        do {
            kept = try await client.keys().compactMap(QueueKey.init).sorted()
        } catch {
            await client.close()
            throw error
        }
        if !kept.isEmpty {
            context.logger.info(
                "Sending what the queue's storage still holds",
                [LogField("requests", .int(kept.count)), LogField("items", .int(kept.reduce(0) { $0 + $1.items }))]
            )
        }
        let next = (kept.last?.index).map { $0 + 1 } ?? 0
        return (QueueStorage(client, context.logger, nextIndex: next), kept)
    }

    /// Keeps the request of `entry`, and returns when it is safe.
    ///
    /// - Throws: a retryable error when there is no room, or the system fails.
    func keep(_ entry: QueueEntry<Data>) async throws(ConsumeError) {
        guard let data = entry.data else { return }
        let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
        let key = QueueKey(index: index, items: entry.items, bytes: entry.bytes)
        let record = QueueRecord(client: entry.client, segments: data.segments)
        do {
            try await client.set(key.text, record.encoded())
        } catch {
            throw .retryable("the sending queue cannot store the request: \(error)", after: .seconds(5))
        }
        entry.index = index
    }

    /// Keeps `pieces` in place of `entries`, in one step, so that each request is kept either as a whole or in pieces.
    ///
    /// - Throws: when nothing was changed: there is no room, or the system failed.
    func replace(_ entries: [QueueEntry<Data>], by pieces: [QueueEntry<Data>]) async throws {
        var operations = entries.compactMap(\.key).map { StorageOperation.delete($0.text) }
        var keys: [QueueKey] = []
        for piece in pieces {
            let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
            let key = QueueKey(index: index, items: piece.items, bytes: piece.bytes)
            let record = QueueRecord(client: piece.client, segments: piece.data?.segments ?? [])
            operations.append(.set(key.text, record.encoded()))
            keys.append(key)
        }
        _ = try await client.perform(operations)
        for (piece, key) in zip(pieces, keys) { piece.index = key.index }
    }

    /// Reads the request of `entry` if it is not in memory.
    ///
    /// - Throws: a permanent error when it is lost, a retryable one when it cannot be read for now.
    func load(_ entry: QueueEntry<Data>) async throws(ConsumeError) {
        guard entry.data == nil, let key = entry.key else { return }
        let value: Bytes?
        do {
            value = try await client.get(key.text)
        } catch {
            let message = "the queue's storage cannot be read: \(error)"
            throw (error as? StorageError)?.kind == .damaged ? .permanent(message) : .retryable(message)
        }
        guard let value, let record = QueueRecord(value) else {
            throw .permanent("the queue's storage holds no request \(key.text)")
        }
        do throws(WireError) {
            var requests: [Data] = []
            for segment in record.segments { requests.append(try Data(validating: segment)) }
            entry.learn(record.client)
            entry.data = Data.joined(requests).first
        } catch {
            throw .permanent("the queue's storage holds a malformed request: \(error)")
        }
    }

    /// Takes out what is finished.
    func remove(_ entries: [QueueEntry<Data>]) async {
        let operations = entries.compactMap(\.key).map { StorageOperation.delete($0.text) }
        guard !operations.isEmpty else { return }
        do {
            _ = try await client.perform(operations)
        } catch {
            logger.error("Error deleting item from queue", [LogField("error", .string("\(error)"))])
        }
    }

    func close() async {
        await client.close()
    }
}

extension QueueEntry {
    /// Its place in the queue's storage, if it has one.
    var key: QueueKey? { index.map { QueueKey(index: $0, items: items, bytes: bytes) } }
}

/// Why a queue cannot use its storage.
private struct QueueStorageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
