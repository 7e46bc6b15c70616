internal import Foundation
internal import Glibc

/// A collector that runs under a benchmark's control.
final class CollectorProcess {
    /// Why a collector did not get ready.
    struct Failure: Error, CustomStringConvertible {
        /// The types of components that it does not have.
        var missing: [String] = []
        var description: String
    }

    /// What every OpenTelemetry collector logs when its receivers listen.
    private static let readyText = "Everything is ready"

    /// The time from `exec` until it said that it is ready, in milliseconds.
    let readyTime: Double

    private let process: ProcessID
    private let output: CollectorOutput

    /// Starts `binary` with `config`, and waits until it is ready.
    init(_ binary: String, config: String, environment: [String: String]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw WireFailure.system("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = CollectorOutput(ends[0], until: Self.readyText)
        let begin = Clock.now
        do {
            process = try ProcessID.spawn([binary, "--config", config], environment, output: ends[1])
        } catch {
            close(ends[1])
            output.join()
            throw error
        }
        close(ends[1])
        RunningCollectors.shared.add(process)
        guard let moment = output.wait(seconds: 30) else {
            process.kill(SIGKILL)
            output.join()
            RunningCollectors.shared.remove(process)
            _ = process.wait()
            throw Self.failure(output.lines)
        }
        readyTime = Double(moment - begin) / 1e6
    }

    /// The CPU time that it has used so far, in seconds.
    func cpuTime() throws -> Double { try process.cpuTime() }

    /// A value in kB of `/proc/PID/status`, such as `VmHWM`, in MB of 1000 kB; 0 when there is none.
    func memory(_ key: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(process.number)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return (kibibytes ?? 0) * 1.024 / 1000
    }

    /// Asks it to end, and returns the last lines that it logged if it did not end well.
    func stop() -> String? {
        process.kill(SIGTERM)
        let killer = DispatchWorkItem { [process] in process.kill(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 30, execute: killer)
        let status = process.wait()
        RunningCollectors.shared.remove(process)
        killer.cancel()
        output.join()
        return status == 0 ? nil : output.lines.suffix(5).joined(separator: "\n")
    }

    private static func failure(_ lines: [String]) -> Failure {
        // Upstream's words: unknown type: "filter" for id: "filter" (valid values: […])
        let missing = lines.flatMap { line in
            line.matches(of: /unknown type: "([a-z0-9_]+)"/).map { String($0.output.1) }
        }
        let errors = lines.filter { $0.localizedCaseInsensitiveContains("error") }
        let text = (errors.isEmpty ? lines : errors).last ?? "it said nothing"
        return Failure(missing: Array(Set(missing)).sorted(), description: text)
    }
}

/// Reads what a collector prints, and keeps the last lines.
private final class CollectorOutput: @unchecked Sendable {
    // Sendable because everything mutable is guarded by `condition`.
    private let condition = NSCondition()
    private var kept: [String] = []
    private var readyAt: Nanoseconds?
    private var isOver = false

    init(_ descriptor: Int32, until text: String) {
        Thread.detachNewThread { [self] in
            let stream = fdopen(descriptor, "r")
            while let line = Self.line(stream) {
                condition.withLock {
                    if readyAt == nil, line.contains(text) {
                        readyAt = Clock.now
                        condition.broadcast()
                    }
                    kept.append(line)
                    if kept.count > 200 { kept.removeFirst(100) }
                }
            }
            if let stream { fclose(stream) }
            condition.withLock {
                isOver = true
                condition.broadcast()
            }
        }
    }

    var lines: [String] { condition.withLock { kept } }

    /// When the text came; nil when the collector ended, or did not say it in time.
    func wait(seconds: Double) -> Nanoseconds? {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while readyAt == nil, !isOver, condition.wait(until: end) {}
            return readyAt
        }
    }

    /// Returns when the collector has closed its output.
    func join() {
        condition.withLock {
            while !isOver { condition.wait() }
        }
    }

    private static func line(_ stream: UnsafeMutablePointer<FILE>?) -> String? {
        guard let stream else { return nil }
        var text: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(text) }
        let count = getline(&text, &capacity, stream)
        guard count > 0, let text else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
            .trimmingCharacters(in: .newlines)
    }
}
