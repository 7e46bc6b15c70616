internal import Synchronization

/// Hands out a phase's requests to the connections that send them.
final class Workload: Sendable {
    /// A request to send: its number, and when it is due.
    struct Ticket {
        var request: Int
        var due: Nanoseconds
    }

    private let first: Int
    private let count: Int
    private let perSecond: Double
    private let begin: Nanoseconds
    private let end: Nanoseconds
    private let taken = Atomic<Int>(0)

    /// The `count` requests from the number `first` on.
    ///
    /// - Parameters:
    ///   - perSecond: requests a second; 0 for as fast as they are taken.
    ///   - seconds: after which no further one is handed out; nil for no bound.
    init(first: Int, count: Int, perSecond: Double, seconds: Double?) {
        self.first = first
        self.count = count
        self.perSecond = perSecond
        begin = Clock.now
        end = seconds.map { Clock.now + $0.nanoseconds } ?? .max
    }

    /// The next request; nil when there is none left.
    func take() -> Ticket? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return nil }
        // Latency counts from when a request should have gone out: a slow collector must not slow down the clock.
        let due = perSecond > 0 ? begin + (Double(index) / perSecond).nanoseconds : Clock.now
        guard due < end else { return nil }
        return Ticket(request: first + index, due: due)
    }

    /// The number after the last one that was handed out.
    var next: Int { first + min(count, taken.load(ordering: .relaxed)) }
}
