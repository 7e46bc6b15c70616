import Foundation

/// One of the process's two outputs.
struct Console {
    static let standardOutput = Console(file: 1)
    static let standardError = Console(file: 2)

    private let file: Int32

    /// Whether a person watches.
    var isTerminal: Bool { isatty(file) == 1 }

    /// Writes `text` and a line break.
    func print(_ text: String) { write(text + "\n") }

    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
