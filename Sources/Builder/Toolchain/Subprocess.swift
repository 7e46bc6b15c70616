import Foundation

/// A program to run, with its whole environment spelled out.
package struct Subprocess: Sendable {
    package var executable: String
    package var arguments: [String]
    package var environment: [String: String]
    package init(_ executable: String, _ arguments: [String], environment: [String: String]) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }

    /// Why a program could not be started.
    package struct StartError: Error, CustomStringConvertible {
        package var description: String
    }

    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        /// This process was told to stop, and passed that on.
        case interrupted(Int32)

        /// As a shell gives it: 128 plus the signal.
        package var exitCode: Int32 {
            switch self {
            case .exited(let code): code
            case .signalled(let signal), .interrupted(let signal): 128 + signal
            }
        }
    }

    /// The file that `name` stands for on the `PATH` of `environment`.
    package static func find(_ name: String, environment: [String: String]) -> String? {
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            let candidate = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                access(candidate, X_OK) == 0
            else { continue }
            return candidate
        }
        return nil
    }

    /// The command as a person would type it.
    package var commandLine: String {
        ([executable] + arguments).map { word in
            let isPlain = !word.isEmpty && word.utf8.allSatisfy { Self.plainBytes.contains($0) }
            return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
        }.joined(separator: " ")
    }

    private static let plainBytes = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:+,@".utf8
    )

    /// Runs a short tool to its end and gives what it printed on its standard output; nil where it does not start.
    package func output() -> (exitCode: Int32, text: String)? {
        var lines: [String] = []
        guard let ending = try? run(.short, onLine: { lines.append($0) }), case .exited(let code) = ending
        else { return nil }
        return (code, lines.joined(separator: "\n"))
    }

    /// How a program is looked after.
    package enum Care: Sendable {
        /// Its errors are not wanted, and a terminal's interrupt ends it together with this process.
        case short
        /// Its errors come with its output. It has a process group of its own, to which SIGINT, SIGTERM and SIGHUP are
        /// passed on that reach this process meanwhile; the second one kills it. One such program runs at a time.
        case long
    }

    /// Runs to the end and hands over each line as it comes.
    ///
    /// - Parameter onPause: called once a second while nothing is printed.
    package func run(
        _ care: Care,
        onPause: () -> Void = {},
        onLine: (String) -> Void
    ) throws(StartError) -> Ending {
        var ends: [Int32] = [-1, -1]
        guard Self.makePipe(&ends) == 0 else { throw StartError(description: "no pipe: \(Self.text(errno))") }
        defer { close(ends[0]) }
        let relay = care == .long ? SignalRelay() : nil
        let process: pid_t
        do throws(StartError) {
            process = try spawn(output: ends[1], care: care)
        } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        relay?.pass(to: process)
        var exit: Int32?
        var lines = LineReader(file: ends[0])
        while exit == nil || lines.isOpen {
            lines.read(onLine: onLine, onPause: onPause)
            // A helper that outlives the program may keep the pipe open for ever: the program's end counts.
            if exit == nil {
                exit = Self.status(of: process, waiting: !lines.isOpen)
            } else if lines.isIdle {
                break
            }
        }
        lines.finish(onLine: onLine)
        if let signal = relay?.received { return .interrupted(signal) }
        let status = exit ?? 0
        return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
    }

    // MARK: System calls

    private func spawn(output: Int32, care: Care) throws(StartError) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        switch care {
        case .short: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        case .long: posix_spawn_file_actions_adddup2(&actions, output, 2)
        }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that are ignored or blocked here would be so there.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let group = care == .long ? POSIX_SPAWN_SETPGROUP : 0
        posix_spawnattr_setflags(&attributes, Int16(group | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, executable, &actions, &attributes, &words, &variables)
        guard result == 0 else { throw StartError(description: "\(executable) did not start: \(Self.text(result))") }
        return process
    }

    private static func status(of process: pid_t, waiting: Bool) -> Int32? {
        var status: Int32 = 0
        while true {
            let result = waitpid(process, &status, waiting ? 0 : WNOHANG)
            if result == process { return status }
            if result < 0, errno == EINTR { continue }
            return result < 0 ? 0 : nil
        }
    }

    private static func makePipe(_ ends: inout [Int32]) -> Int32 {
        let result = pipe(&ends)
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return result
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
