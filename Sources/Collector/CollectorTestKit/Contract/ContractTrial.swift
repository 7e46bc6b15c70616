internal import CollectorAPI
internal import CollectorNet
internal import Glibc

/// One component on trial: runs it, and notes what breaks the contract.
struct ContractTrial {
    /// What broke the contract.
    private(set) var violations: [String] = []
    private let name: String

    init(_ name: String) {
        self.name = name
    }

    mutating func note(_ violation: String) {
        violations.append("\(name): \(violation)")
    }

    /// Shuts down a component without a start, then starts and shuts down two others one after the other.
    mutating func lifecycle<C: Component>(_ make: () throws -> C) async {
        guard let unstarted = created(make) else { return }
        await shutdown(unstarted, "without a start")
        for _ in 0..<2 {
            guard let component = created(make) else { return }
            let host = TestHost()
            guard await started(component, host) else { return }
            await shutdown(component, "after a start")
            await checkIdle(host)
        }
    }

    /// The component that `make` creates, or nil after noting why there is none.
    mutating func created<C>(_ make: () throws -> C) -> C? {
        do {
            return try make()
        } catch {
            note("cannot be created: \(error)")
            return nil
        }
    }

    /// Whether `component` starts.
    mutating func started(_ component: any Component, _ host: TestHost) async -> Bool {
        do {
            try await component.start(host)
            return true
        } catch {
            note("does not start: \(error)")
            await shutdown(component, "after a start that failed")
            return false
        }
    }

    mutating func shutdown(_ component: any Component, _ when: String) async {
        do {
            try await component.shutdown()
        } catch {
            note("does not shut down \(when): \(error)")
        }
    }

    /// Notes tasks that are left; one that has done its work may still be about to end.
    mutating func checkIdle(_ host: TestHost) async {
        guard await !host.isIdle(within: .seconds(5)) else { return }
        note("leaves \(host.runningTasks) tasks running after shutdown")
    }

    /// Notes when `work` keeps a loop busy for long before it suspends or ends.
    ///
    /// What counts is the processor time of the loop's thread: a busy machine does not change it.
    mutating func holdsNoLoop(_ what: String, _ work: @escaping @Sendable () async -> Void) async {
        let loop = LoopGroup.shared.next()
        let (task, held) = await withCheckedContinuation { continuation in
            loop.execute {
                let before = Self.threadTime()
                let task = Task.immediate(executorPreference: loop) { await work() }
                continuation.resume(returning: (task, Self.threadTime() - before))
            }
        }
        await task.value
        if held > Self.longest { note("\(what) holds a loop for \(held) of processor time") }
    }

    /// What ``Component`` allows, and more where a sanitizer's instructions are in between.
    private static let longest: Duration =
        dlsym(nil, "__sanitizer_get_current_allocated_bytes") == nil ? .milliseconds(50) : .milliseconds(250)

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
