package import Foundation

/// Says that a process uses a folder of the cache; it ends with the process, however that ends.
///
/// Its file stands beside the folder, so that who removes the folder holds the lock that others wait for.
package struct CacheLock: ~Copyable {
    /// Who holds a lock.
    package struct Holder: Codable, Sendable, Equatable, CustomStringConvertible {
        package var process: Int32
        package var command: String
        package var since: Date

        /// This process.
        package static var current: Holder {
            // Only the tool's name and its words: no folder before it.
            var words = CommandLine.arguments
            if let tool = words.first { words[0] = tool.split(separator: "/").last.map(String.init) ?? tool }
            return Holder(process: getpid(), command: words.joined(separator: " "), since: Date())
        }

        package var description: String {
            let time = since.formatted(
                Date.ISO8601FormatStyle(timeZone: .current).time(includingFractionalSeconds: false)
            )
            return "process \(process), \(command), since \(time)"
        }
    }

    private let file: Int32

    /// Takes the lock, and waits for it where another process holds it.
    ///
    /// - Parameter onWait: called before waiting, with the holder where it has said who it is.
    package static func take(_ path: String, onWait: (Holder?) -> Void) throws -> CacheLock {
        let lock = try CacheLock(opening: path)
        if flock(lock.file, LOCK_EX | LOCK_NB) != 0 {
            onWait(lock.holder)
            while flock(lock.file, LOCK_EX) != 0 && errno == EINTR {}
        }
        lock.sign()
        return lock
    }

    /// Takes the lock where nobody holds it; nil otherwise.
    package static func takeIfFree(_ path: String) -> CacheLock? {
        guard let lock = try? CacheLock(opening: path), flock(lock.file, LOCK_EX | LOCK_NB) == 0 else { return nil }
        lock.sign()
        return lock
    }

    /// Who holds the lock at `path` now.
    package static func holder(of path: String) -> Holder? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        let lock = CacheLock(file: file)
        guard flock(lock.file, LOCK_SH | LOCK_NB) != 0 else { return nil }
        return lock.holder
    }

    private init(opening path: String) throws {
        file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path, NSUnderlyingErrorKey: cause])
        }
    }

    private init(file: Int32) {
        self.file = file
    }

    /// Runs `body`; nobody else has the lock before its end.
    package borrowing func whileHeld<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }

    deinit { close(file) }

    private var holder: Holder? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return try? JSONDecoder().decode(Holder.self, from: Data(bytes.prefix(count)))
    }

    private func sign() {
        guard let data = try? JSONEncoder().encode(Holder.current) else { return }
        ftruncate(file, 0)
        _ = data.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
}
