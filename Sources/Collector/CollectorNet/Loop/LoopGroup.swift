internal import CLibUV
public import CollectorAPI
internal import Glibc
internal import Synchronization

/// The process's event loops, one for each core that it may use.
public final class LoopGroup: Sendable {
    /// The group of the process; its threads start on first use, and never end.
    public static let shared = LoopGroup()

    /// The loops.
    public let loops: [EventLoop]

    private let turn = Atomic<Int>(0)

    private init() {
        // Writing to a socket that the peer closed is an error to handle, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        loops = (0..<max(1, Int(uv_available_parallelism()))).map { _ in EventLoop() }
    }

    /// One loop after the other, in turn.
    public func next() -> EventLoop {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// The time, with sleeps on the loops' timers.
    public var clock: any CollectorClock { LoopClock(group: self) }

    /// The loop with the fewest connections.
    var leastLoaded: EventLoop {
        loops.min { $0.load.load(ordering: .relaxed) < $1.load.load(ordering: .relaxed) } ?? loops[0]
    }
}
