internal import CollectorAPI
internal import CollectorConfig
internal import Glibc

/// Keeps values for components in files.
final class FileStorageExtension: StorageExtension {
    private struct State {
        var host: (any Host)?
        var clients: [Int: FileStorageClient] = [:]
        var nextID = 0
        var checking: Task<Void, Never>?
    }

    private let settings: FileStorageSettings
    private let directory: Directory
    private let logger: Logger
    private let state = Lock(State())

    init(_ settings: FileStorageSettings, _ context: ComponentContext) {
        self.settings = settings
        directory = Directory(settings.directory)
        logger = context.logger
    }

    func start(_ host: any Host) async throws {
        try await host.offLoop { [self] in
            if settings.createDirectory { try directory.make(permissions) }
            if let problem = directory.problem { throw problem }
            if settings.compaction.cleanupOnStart { cleanUp() }
        }
        state.withLock { state in
            state.host = host
            guard settings.compaction.onRebound else { return }
            state.checking = host.spawn { await self.check(host) }
        }
    }

    func client(kind: ComponentKind, id: ComponentID, name: String) async throws -> any StorageClient {
        let isRunning = state.withLock { $0.host != nil }
        guard isRunning else { throw StorageError(.closed, "the file_storage extension is not running") }
        let name = StorageName(kind: kind, id: id, name: name)
        if name.isHashed {
            logger.warn(
                "The name of a component's storage is too long. Using its beginning and a hash.",
                [LogField("directory", .string(name.text))]
            )
        }
        noteForeign(name)
        let number = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let client = try await FileStorageClient.open(
            options(Directory("\(directory.path)/\(name.text)")),
            permissions: permissions | S_IRWXU,
            lockTimeout: settings.timeout,
            logger.with([LogField("storage", .string(name.text))])
        ) { [weak self] in
            self?.state.withLock { $0.clients[number] = nil }
        }
        state.withLock { $0.clients[number] = client }
        return client
    }

    func shutdown() async throws {
        let (clients, checking) = state.withLock { state in
            state.host = nil
            defer {
                state.clients = [:]
                state.checking = nil
            }
            return (Array(state.clients.values), state.checking)
        }
        checking?.cancel()
        await checking?.value
        for client in clients { await client.close() }
    }

    private var permissions: mode_t { settings.permissions ?? 0o750 }

    private func options(_ directory: Directory) -> LogStore.Options {
        var options = LogStore.Options(directory: directory)
        if settings.maxSize > 0 { options.maxSize = settings.maxSize }
        options.syncs = settings.fsync
        options.putsDamagedAside = settings.recreate
        options.compactsOnOpen = settings.compaction.onStart
        if settings.compaction.maxTransactionSize > 0 { options.copyCount = settings.compaction.maxTransactionSize }
        return options
    }

    /// Compacts what has become small again, whenever the check interval is over.
    private func check(_ host: any Host) async {
        let compaction = settings.compaction
        while (try? await host.clock.sleep(for: compaction.checkInterval)) != nil {
            for client in state.withLock({ Array($0.clients.values) }) {
                await client.compact(
                    needed: compaction.reboundNeeded.megabytes,
                    trigger: compaction.reboundTrigger.megabytes
                )
            }
        }
    }

    /// Removes what the Go collector's compaction left.
    private func cleanUp() {
        let other = settings.compaction.directory
        let place = other.isEmpty ? directory : Directory(other)
        for name in (try? place.names()) ?? [] where name.hasPrefix("tempdb") {
            guard unlink("\(place.path)/\(name)") == 0 else { continue }
            logger.info("Removed a leftover of compaction", [LogField("file", .string("\(place.path)/\(name)"))])
        }
    }

    /// Says that what the Go collector kept for the component is not read.
    private func noteForeign(_ name: StorageName) {
        let path = "\(directory.path)/\(name.text.dropLast(".store".count))"
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        logger.warn(
            "The Go collector's storage is not read, and left as it is",
            [LogField("file", .string(path))]
        )
    }
}

extension Int {
    /// So many MiB in bytes.
    fileprivate var megabytes: Int { multipliedReportingOverflow(by: 1 << 20).overflow ? .max : self << 20 }
}
