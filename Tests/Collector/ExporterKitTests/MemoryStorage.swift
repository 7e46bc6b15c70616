import CollectorAPI
import Pdata

/// A storage in memory, whose reads a test can make fail.
final class MemoryStorage: StorageExtension, StorageClient {
    private struct State {
        var values: [String: Bytes] = [:]
        var reads = 0
        var failure: StorageError?
        var isFull = false
    }

    private let state = Lock(State())

    /// What is stored.
    var values: [String: Bytes] { state.withLock { $0.values } }

    /// How often a value was asked for.
    var reads: Int { state.withLock { $0.reads } }

    /// Has every read fail by `error`, or none.
    func failReads(by error: StorageError?) {
        state.withLock { $0.failure = error }
    }

    /// Has every change that sets something fail.
    func fill() {
        state.withLock { $0.isFull = true }
    }

    /// What a collector finds that starts after another one was killed now.
    func copy() -> MemoryStorage {
        let copy = MemoryStorage()
        let values = values
        copy.state.withLock { $0.values = values }
        return copy
    }

    func client(kind: ComponentKind, id: ComponentID, name: String) async throws -> any StorageClient { self }

    func perform(_ operations: [StorageOperation]) async throws -> [Bytes?] {
        try state.withLock { state in
            let isSetting = operations.contains { if case .set = $0 { true } else { false } }
            if isSetting, state.isFull { throw StorageError(.full, "no space is left") }
            return try operations.map { operation in
                switch operation {
                case .get(let key):
                    state.reads += 1
                    if let failure = state.failure { throw failure }
                    return state.values[key]
                case .set(let key, let value): state.values[key] = value
                case .delete(let key): state.values[key] = nil
                }
                return nil
            }
        }
    }

    func keys() async throws -> [String] { state.withLock { Array($0.values.keys) } }

    func close() async {}
}
