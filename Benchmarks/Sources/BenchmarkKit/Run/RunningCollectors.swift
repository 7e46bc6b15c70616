internal import Foundation
internal import Glibc

/// The collectors that are running, so that none is left behind when the benchmark is interrupted.
public final class RunningCollectors: @unchecked Sendable {
    // Sendable because everything mutable is guarded by `lock`.

    /// Those of this process.
    public static let shared = RunningCollectors()

    private let lock = NSLock()
    private var processes: [ProcessID] = []

    func add(_ process: ProcessID) {
        lock.withLock { processes.append(process) }
    }

    func remove(_ process: ProcessID) {
        lock.withLock { processes.removeAll { $0.number == process.number } }
    }

    /// Ends them at once.
    public func kill() {
        for process in lock.withLock({ processes }) { process.kill(SIGKILL) }
    }
}
