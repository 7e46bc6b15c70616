internal import CollectorAPI
internal import CollectorNet

/// Adds up the processor time that one component takes: from where data comes in to where it goes on, and not beyond.
final class StageMeter: Sendable {
    private struct Totals {
        var inside = Duration.zero
        var beyond = Duration.zero
        var readings = 0
    }

    /// The meter whose component's call runs in this task.
    @TaskLocal private static var active: StageMeter?

    /// What the report calls the component.
    let name: String
    private let totals = Lock(Totals())

    init(_ name: String) {
        self.name = name
    }

    /// The component's own time so far, without what measuring takes.
    var time: Duration {
        let totals = totals.withLock { $0 }
        return max(.zero, totals.inside - totals.beyond - CPUTime.readingCost * totals.readings)
    }

    /// What measuring took so far.
    var overhead: Duration { CPUTime.readingCost * (2 * totals.withLock { $0.readings }) }

    /// Forgets what was so far.
    func reset() {
        totals.withLock { $0 = Totals() }
    }

    /// Calls `body`, whose time is the component's.
    func inside(_ body: () async throws -> Void) async throws {
        try await measure(\.inside) { try await Self.$active.withValue(self, operation: body) }
    }

    /// Calls `body`, whose time is that of the components after this one.
    func beyond(_ body: () async throws -> Void) async throws {
        // What a component passes on later, from a task of its own, is in no call's time.
        guard Self.active === self else { return try await body() }
        try await measure(\.beyond, body)
    }

    private func measure(
        _ part: WritableKeyPath<Totals, Duration>,
        _ body: () async throws -> Void
    ) async throws {
        // The time of another thread says nothing: what resumes elsewhere, or begins on no loop, is counted with the rest.
        guard let loop = EventLoop.current else { return try await body() }
        let start = CPUTime.thread
        defer {
            if EventLoop.current === loop {
                let time = CPUTime.thread - start
                totals.withLock { totals in
                    totals[keyPath: part] += time
                    totals.readings += 1
                }
            }
        }
        try await body()
    }
}
