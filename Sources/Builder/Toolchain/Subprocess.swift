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

    /// The command as a person would type it.
    package var commandLine: String {
        ([executable] + arguments).map { word in
            let isPlain =
                !word.isEmpty
                && word.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || "0123456789-_./=:+,@".unicodeScalars.contains($0)
                }
            return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
        }.joined(separator: " ")
    }

    /// Runs to the end and hands over each line of output and of errors as it comes.
    ///
    /// The program stays in this process group, so that a terminal's interrupt reaches both.
    ///
    /// - Returns: the exit code, or 128 plus the signal that ended it.
    package func run(onLine: (String) -> Void) throws(StartError) -> Int32 {
        var pipe: [Int32] = [0, 0]
        guard Self.makePipe(&pipe) == 0 else { throw StartError(description: "no pipe: \(Self.text(errno))") }
        let process: pid_t
        do {
            process = try spawn(output: pipe[1])
        } catch {
            close(pipe[0])
            close(pipe[1])
            throw error
        }
        close(pipe[1])
        Self.readLines(from: pipe[0], onLine)
        close(pipe[0])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Runs to the end and gives all that was printed.
    package func output() -> (exitCode: Int32, text: String)? {
        var lines: [String] = []
        guard let code = try? run(onLine: { lines.append($0) }) else { return nil }
        return (code, lines.joined(separator: "\n"))
    }

    /// The file that `name` stands for on the `PATH` of `environment`.
    package static func find(_ name: String, environment: [String: String]) -> String? {
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                access(path, X_OK) == 0
            else { continue }
            return path
        }
        return nil
    }

    // MARK: System calls

    private func spawn(output: Int32) throws(StartError) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, executable, &actions, nil, &words, &variables)
        guard result == 0 else { throw StartError(description: "\(executable) did not start: \(Self.text(result))") }
        return process
    }

    private static func makePipe(_ ends: inout [Int32]) -> Int32 {
        guard pipe(&ends) == 0 else { return -1 }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return 0
    }

    private static func readLines(from file: Int32, _ onLine: (String) -> Void) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer[0..<count] {
                guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                    line.append(byte)
                    continue
                }
                if !line.isEmpty { onLine(String(decoding: line, as: UTF8.self)) }
                line.removeAll(keepingCapacity: true)
            }
        }
        if !line.isEmpty { onLine(String(decoding: line, as: UTF8.self)) }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
