internal import Glibc

/// The files that log lines are written to, by write(2), each line in one piece.
package final class LogOutput: Sendable {
    private let descriptors: Lock<[Int32]>
    private let owned: [Int32]

    /// Standard error alone.
    package static let standardError = LogOutput(descriptors: [STDERR_FILENO], owned: [])

    private init(descriptors: [Int32], owned: [Int32]) {
        self.descriptors = Lock(descriptors)
        self.owned = owned
    }

    deinit {
        for descriptor in owned { close(descriptor) }
    }

    /// Opens `paths`: `stdout`, `stderr`, or files, which are appended to.
    package static func open(_ paths: [String]) throws(LogOutputError) -> LogOutput {
        var descriptors: [Int32] = []
        var owned: [Int32] = []
        for path in paths {
            switch path {
            case "stdout": descriptors.append(STDOUT_FILENO)
            case "stderr": descriptors.append(STDERR_FILENO)
            default:
                let file = path.hasPrefix("file://") ? String(path.dropFirst("file://".count)) : path
                let descriptor = Glibc.open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
                guard descriptor >= 0 else {
                    let reason = String(cString: strerror(errno))
                    for descriptor in owned { close(descriptor) }
                    throw LogOutputError(description: "couldn't open sink \"\(path)\": \(reason)")
                }
                descriptors.append(descriptor)
                owned.append(descriptor)
            }
        }
        return LogOutput(descriptors: descriptors, owned: owned)
    }

    /// Writes `text` to every file. What cannot be written is lost: there is nowhere left to say so.
    package func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            descriptors.withLock { descriptors in
                for descriptor in descriptors { Self.write(bytes, to: descriptor) }
            }
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard Glibc.poll(&poll, 1, 1000) > 0 else { return }
            } else if written == 0 || errno != EINTR {
                return
            }
        }
    }
}

/// Why a file cannot take log lines.
package struct LogOutputError: Error, CustomStringConvertible {
    /// Which file, and what the system said.
    package let description: String
}
