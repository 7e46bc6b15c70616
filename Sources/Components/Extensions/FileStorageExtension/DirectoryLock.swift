internal import CollectorAPI
internal import Glibc

/// The lock that keeps a directory to one client, of this process or another; the system lets go of it when a process ends.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Locks `directory`, waiting up to `timeout`; called on a thread that may block.
    ///
    /// - Throws: when someone else holds it for longer.
    init(_ directory: Directory, timeout: Duration) throws(StorageError) {
        let path = "\(directory.path)/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw StorageError(.failed, "cannot open \(path): \(systemText(errno))")
        }
        let deadline = ContinuousClock.now.advanced(by: timeout)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR, ContinuousClock.now < deadline else {
                close(descriptor)
                let reason = code == EWOULDBLOCK ? "another process or component uses it" : systemText(code)
                throw StorageError(.inUse, "cannot lock \(path): timeout: \(reason)")
            }
            // The system has no way to wait for a lock until a deadline.
            usleep(20_000)
        }
    }

    deinit {
        close(descriptor)
    }
}
