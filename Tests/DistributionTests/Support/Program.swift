import Foundation

/// A program that a test has started.
final class Program: Sendable {
    /// What it says on its two outputs, line by line.
    let output: AsyncStream<String>
    let errors: AsyncStream<String>
    private let process: Process
    private let ended: AsyncStream<Void>

    /// How it ended, and all that it said.
    struct Ending {
        /// 128 and the signal's number after a signal, as in a shell.
        var exitCode: Int32
        var output: String
        var errors: [String]
    }

    /// Runs a program to its end; it is stopped when the test runs out of time.
    static func run(
        _ executable: String,
        _ arguments: [String],
        in folder: String = Repository.root
    ) async throws -> Ending {
        let program = try Program(executable, arguments, in: folder)
        return await withTaskCancellationHandler {
            await program.ending()
        } onCancel: {
            program.stop(by: SIGTERM)
        }
    }

    /// Starts a program that runs until it is told to stop, and kills it if `body` leaves it running.
    static func start<Result>(
        _ executable: String,
        _ arguments: [String],
        _ body: (Program) async throws -> Result
    ) async throws -> Result {
        let program = try Program(executable, arguments, in: Repository.root)
        defer { program.stop(by: SIGKILL) }
        return try await body(program)
    }

    private init(_ executable: String, _ arguments: [String], in folder: String) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.filter {
            !["SWIFT_OCB_LIBRARY", "GOOS", "GOARCH"].contains($0.key)
        }
        process.standardInput = FileHandle.nullDevice
        let pipes = [Pipe(), Pipe()]
        process.standardOutput = pipes[0]
        process.standardError = pipes[1]
        let (ended, end) = AsyncStream<Void>.makeStream()
        self.ended = ended
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        output = Self.lines(of: pipes[0])
        errors = Self.lines(of: pipes[1])
    }

    /// Waits for the program's end.
    func ending() async -> Ending {
        var output = ""
        var errors: [String] = []
        for await line in self.output { output += line + "\n" }
        for await line in self.errors { errors.append(line) }
        for await _ in ended {}
        // Still running only where the test was cancelled.
        guard !process.isRunning else { return Ending(exitCode: -1, output: output, errors: errors) }
        let status = process.terminationStatus
        let exitCode = process.terminationReason == .exit ? status : 128 + status
        return Ending(exitCode: exitCode, output: output, errors: errors)
    }

    func stop(by signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Reads on a thread of its own: reading blocks.
    private static func lines(of pipe: Pipe) -> AsyncStream<String> {
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let handle = pipe.fileHandleForReading
        let reader = Thread {
            var pending = Data()
            while case let data = handle.availableData, !data.isEmpty {
                pending += data
                while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: pending[..<end], as: UTF8.self))
                    pending = Data(pending[pending.index(after: end)...])
                }
            }
            if !pending.isEmpty { continuation.yield(String(decoding: pending, as: UTF8.self)) }
            continuation.finish()
        }
        reader.start()
        return lines
    }
}
