public import CollectorAPI
internal import Glibc

/// The text of a small file, such as a token, read again whenever the file changes.
///
/// A change that cannot be read, or that its owner does not take, leaves what was before, and is logged.
public final class FileText: Sendable {
    /// The longest file read, in bytes.
    public static let limit = 1 << 20

    private struct State {
        var watch: FileWatch?
        var reading: Task<Void, any Error>?
        var isClosed = false
    }

    private let path: String
    private let logger: Logger
    private let take: @Sendable (String) throws -> Void
    private let state = Lock(State())

    /// The text of the file at `path`, not read yet.
    ///
    /// - Parameter take: gets the text when it is read, never twice at once; throws when it is of no use.
    public init(_ path: String, logger: Logger, take: @escaping @Sendable (String) throws -> Void) {
        self.path = path
        self.logger = logger
        self.take = take
    }

    /// Begins to watch the file, and reads it, away from the loops; may be called again after it threw.
    ///
    /// - Throws: ``FileError``, or what `take` threw.
    public func start() async throws {
        let watch = FileWatch(path) { [weak self] in self?.changed() }
        try await watch.start()
        // Only now: what is written after the reading is told by the watch.
        do {
            try await afterOthers { [path, take] in try take(try Self.read(path)) }.value
        } catch {
            await watch.close()
            throw error
        }
        let isClosed = state.withLock { state in
            state.watch = watch
            return state.isClosed
        }
        if isClosed { await watch.close() }
    }

    /// Ends the watch; safe without a start.
    public func shutdown() async {
        let watch = state.withLock { state in
            state.isClosed = true
            return state.watch
        }
        await watch?.close()
        // A change that was told before the watch's end may have begun another reading.
        _ = await state.withLock { $0.reading }?.result
    }

    private func changed() {
        guard !state.withLock({ $0.isClosed }) else { return }
        afterOthers { [weak self] in self?.readAgain() }
    }

    /// Runs `reading` away from the loops once the readings before it have ended.
    @discardableResult
    private func afterOthers(_ reading: @escaping @Sendable () throws -> Void) -> Task<Void, any Error> {
        state.withLock { state in
            let before = state.reading
            let task = Task(executorPreference: globalConcurrentExecutor) {
                _ = await before?.result
                try reading()
            }
            state.reading = task
            return task
        }
    }

    private func readAgain() {
        do {
            try take(try Self.read(path))
            logger.info("Read a changed file", [LogField("filename", .string(path))])
        } catch {
            logger.error(
                "Could not take over a changed file; what was read before stays",
                [LogField("filename", .string(path)), LogField("error", .string("\(error)"))]
            )
        }
    }

    /// The text of the file at `path`, at most ``limit`` bytes of it; blocks for as long as the disk does.
    public static func read(_ path: String) throws(FileError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(errno: errno, "open \(path)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(errno: errno, "read \(path)") }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw FileError("read \(path): it is larger than \(limit >> 20) MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError("read \(path): it is not UTF-8 text")
        }
        return text
    }
}
