internal import CollectorAPI
internal import Pdata

/// One component's map, in a directory of its own.
///
/// Calls gather while a write is under way, and the next write takes all of them: callers wait for it, loops do not.
final class FileStorageClient: StorageClient {
    private typealias Outcome = Result<[Bytes?], StorageError>

    private struct Request {
        var operations: [StorageOperation]
        var continuation: CheckedContinuation<Outcome, Never>
    }

    private struct State {
        var requests: [Request] = []
        var isWriting = false
        var isClosed = false
    }

    /// What only the thread touches.
    private final class Confined: @unchecked Sendable {
        // Sendable because it is used on its thread only.
        var store: LogStore?
        var lock: DirectoryLock?
        /// Whether the files have grown so large that they are compacted once they are small again.
        var isLarge = false
    }

    private let thread = FileThread()
    private let confined = Confined()
    private let state = Lock(State())
    private let onClose: @Sendable () -> Void

    private init(onClose: @escaping @Sendable () -> Void) {
        self.onClose = onClose
    }

    /// Opens the map in the directory of `options`.
    ///
    /// - Throws: `StorageError` when another client holds it, or the system refuses.
    static func open(
        _ options: LogStore.Options,
        permissions: UInt32,
        lockTimeout: Duration,
        _ logger: Logger,
        onClose: @escaping @Sendable () -> Void
    ) async throws -> FileStorageClient {
        let client = FileStorageClient(onClose: onClose)
        let confined = client.confined
        let failure = await client.thread.result { () -> StorageError? in
            do throws(StorageError) {
                do throws(Directory.Problem) {
                    try options.directory.make(permissions)
                } catch {
                    throw StorageError(.failed, "\(error)")
                }
                confined.lock = try DirectoryLock(options.directory, timeout: lockTimeout)
                confined.store = try LogStore(options, logger)
                return nil
            } catch {
                confined.lock = nil
                return error
            }
        }
        if let failure { throw failure }
        return client
    }

    func perform(_ operations: [StorageOperation]) async throws -> [Bytes?] {
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
            let (isTaken, starts) = state.withLock { state in
                guard !state.isClosed else { return (false, false) }
                state.requests.append(Request(operations: operations, continuation: continuation))
                defer { state.isWriting = true }
                return (true, !state.isWriting)
            }
            guard isTaken else { return continuation.resume(returning: .failure(Self.closed)) }
            if starts { thread.run { self.write() } }
        }
        return try outcome.get()
    }

    func keys() async throws -> [String] {
        let confined = confined
        return try await thread.result { () -> Result<[String], StorageError> in
            guard let store = confined.store else { return .failure(Self.closed) }
            return .success(store.keys)
        }.get()
    }

    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        let confined = confined
        await thread.result {
            confined.store = nil
            confined.lock = nil
        }
        onClose()
    }

    /// Compacts the files if they were large, by `needed` bytes, and what counts in them is less than `trigger` bytes now.
    func compact(needed: Int, trigger: Int) async {
        let confined = confined
        await thread.result {
            guard let store = confined.store else { return }
            if store.size > needed { confined.isLarge = true }
            guard confined.isLarge, store.liveBytes < trigger else { return }
            confined.isLarge = false
            store.compact()
        }
    }

    /// Writes what has gathered, until nothing has; on the thread.
    private func write() {
        while true {
            let requests = state.withLock { state in
                state.isWriting = !state.requests.isEmpty
                defer { state.requests = [] }
                return state.requests
            }
            guard !requests.isEmpty else { return }
            let outcomes = confined.store?.perform(requests.map(\.operations))
            for (index, request) in requests.enumerated() {
                request.continuation.resume(returning: outcomes?[index] ?? .failure(Self.closed))
            }
        }
    }

    private static let closed = StorageError(.closed, "the storage client was closed")
}
