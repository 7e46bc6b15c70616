import Foundation

/// Cuts what comes out of a pipe into lines.
struct LineReader {
    private let file: Int32
    private var line: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    /// Whether the writers have not all closed their end.
    private(set) var isOpen = true
    /// Whether the last read found nothing.
    private(set) var isIdle = false

    /// A line longer than this is cut, so that a binary file on the pipe cannot fill the memory.
    private static let longest = 1 << 20

    init(file: Int32) {
        self.file = file
    }

    /// Waits for at most a second and hands over the lines that came.
    mutating func read(onLine: (String) -> Void, onPause: () -> Void) {
        guard isOpen else { return }
        var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        let ready = poll(&request, 1, 1000)
        isIdle = ready <= 0
        if ready == 0 { onPause() }
        guard ready > 0 else { return }
        let count = Foundation.read(file, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count > 0 else {
            isOpen = false
            return
        }
        for byte in buffer[0..<count] {
            let ends = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || line.count >= Self.longest
            guard ends else {
                line.append(byte)
                continue
            }
            // An empty line belongs to a compiler's message; the second byte of \r\n does not.
            if byte != UInt8(ascii: "\r") || !line.isEmpty { flush(onLine) }
        }
    }

    /// Hands over a last line without an end.
    mutating func finish(onLine: (String) -> Void) {
        if !line.isEmpty { flush(onLine) }
    }

    private mutating func flush(_ onLine: (String) -> Void) {
        onLine(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
    }
}
