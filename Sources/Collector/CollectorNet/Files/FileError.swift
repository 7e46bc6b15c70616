internal import Glibc

/// Why a file cannot be read or watched.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether there is no such file.
    public let isMissing: Bool

    /// What was attempted and what happened, such as `open /etc/token: no such file or directory`.
    public let description: String

    /// The failure that the system calls `code`, met while doing `operation`.
    init(errno code: Int32, _ operation: String) {
        isMissing = code == ENOENT
        description = NetError(errno: code, operation).description
    }

    /// A failure described in full.
    init(_ description: String) {
        isMissing = false
        self.description = description
    }
}
