import CollectorAPI
import Glibc

/// A run of the `openssl` command.
///
/// Not by Foundation's `Process`: its pipes are inherited by whatever starts at the same time, and then never end.
final class OpenSSLCommand: @unchecked Sendable {
    // Sendable because a test uses it on one thread at a time.
    struct Failure: Error {
        var operation: String
        var code: Int32
    }

    /// Held while pipes are made and handed over: a process started in between would keep them open.
    private static let starting = Lock(())

    private(set) var text = ""
    private(set) var status: Int32 = -1
    private let process: pid_t
    private var isRunning = true
    private var input: Int32
    private let output: Int32

    init(_ arguments: [String]) throws {
        signal(SIGPIPE, SIG_IGN)
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        var process = pid_t()
        try Self.starting.withLock { _ in
            process = try Self.start(arguments, &toChild, &fromChild)
        }
        self.process = process
        input = toChild[1]
        output = fromChild[0]
    }

    private static func start(
        _ arguments: [String],
        _ toChild: inout [Int32],
        _ fromChild: inout [Int32]
    ) throws -> pid_t {
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw Failure(operation: "pipe", code: errno) }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var process = pid_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 2)
        let words = ["openssl"] + arguments
        var argv = words.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        // Swift 6 takes `environ` for a data race, and the command needs nothing from it.
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let code = posix_spawnp(&process, "openssl", &actions, nil, &argv, &environment)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else { throw Failure(operation: "posix_spawn", code: code) }
        return process
    }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard Glibc.write(input, bytes, bytes.count) == bytes.count else {
            throw Failure(operation: "write", code: errno)
        }
    }

    /// Reads until the output holds `mark`; false when it ends before.
    func read(until mark: String) -> Bool {
        while !text.contains(mark) {
            guard readMore() else { return false }
        }
        return true
    }

    /// Ends the input, waits for the end, and returns the whole output.
    func finish() -> String {
        if input >= 0 { close(input) }
        input = -1
        while readMore() {}
        if isRunning {
            isRunning = false
            waitpid(process, &status, 0)
            close(output)
        }
        return text
    }

    /// Kills the process.
    func stop() {
        if isRunning { kill(process, SIGKILL) }
        _ = finish()
    }

    /// The port in `ACCEPT 127.0.0.1:12345`.
    func readPort() -> Int? {
        let mark = "ACCEPT 127.0.0.1:"
        while true {
            let rest = text.components(after: mark)
            if let rest, let end = rest.firstIndex(of: "\n") { return Int(rest[..<end]) }
            guard readMore() else { return nil }
        }
    }

    private func readMore() -> Bool {
        guard isRunning else { return false }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(output, &bytes, bytes.count)
        guard count > 0 else { return false }
        text += String(decoding: bytes[..<count], as: UTF8.self)
        return true
    }
}

extension String {
    /// What stands after the first `mark`; nil without one.
    fileprivate func components(after mark: String) -> Substring? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
