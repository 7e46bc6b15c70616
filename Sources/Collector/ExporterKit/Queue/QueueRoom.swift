internal import CollectorAPI
internal import Pdata

/// How much a queue holds, how much it may, and who waits for room in it.
struct QueueRoom {
    enum Answer {
        case taken
        case full
        case tooLarge
        case closed
    }

    private struct Waiter {
        var id: UInt64
        var units: Int
        var bytes: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private let capacity: Int
    /// Whether there is a bound in bytes beside the capacity, which may count requests of any size.
    private let isBoundInBytes: Bool
    private var bytes = 0
    private var waiters = FIFO<Waiter>()
    private var lastID: UInt64 = 0
    /// What requests that are stored as well hold of memory.
    private var heldBytes = 0

    /// What is in the queue, in the unit of its capacity.
    private(set) var used = 0

    init(capacity: Int, isBoundInBytes: Bool) {
        self.capacity = capacity
        self.isBoundInBytes = isBoundInBytes
    }

    /// The bytes that a queue may hold in memory unless the user bounds them: a quarter of what telemetry may take.
    private static var byteLimit: Int { MemoryBudget.shared.limit / 4 }

    /// Takes room for a request if there is some, and nobody waits for it.
    mutating func ask(_ units: Int, _ bytes: Int) -> Answer {
        guard units <= capacity else { return .tooLarge }
        guard waiters.isEmpty, fits(units, bytes) else { return .full }
        take(units, bytes)
        return .taken
    }

    /// Takes room, whether or not there is some.
    mutating func take(_ units: Int, _ bytes: Int) {
        used += units
        self.bytes += bytes
    }

    mutating func free(_ units: Int, _ bytes: Int) {
        used -= units
        self.bytes -= bytes
    }

    /// A request larger than the byte limit fits into an empty queue, so that it is not refused for ever.
    private func fits(_ units: Int, _ bytes: Int) -> Bool {
        used + units <= capacity && (!isBoundInBytes || bytes <= Self.byteLimit - self.bytes || used == 0)
    }

    // MARK: Waiting

    mutating func newWaiterID() -> UInt64 {
        lastID += 1
        return lastID
    }

    mutating func wait(_ id: UInt64, _ units: Int, _ bytes: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        waiters.append(Waiter(id: id, units: units, bytes: bytes, continuation: continuation))
    }

    /// Takes room for those who wait, in the order in which they came, as far as there is some.
    mutating func admitWaiters() -> [CheckedContinuation<Bool, Never>] {
        var admitted: [CheckedContinuation<Bool, Never>] = []
        while let first = waiters.first, fits(first.units, first.bytes) {
            _ = waiters.popFirst()
            take(first.units, first.bytes)
            admitted.append(first.continuation)
        }
        return admitted
    }

    mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Bool, Never>? {
        waiters.remove { $0.id == id }?.continuation
    }

    mutating func removeWaiters() -> [CheckedContinuation<Bool, Never>] {
        waiters.removeAll().map(\.continuation)
    }

    // MARK: What is stored as well

    /// Lets go of the stored request of `entry` where memory holds enough of the queue already.
    mutating func hold<Data>(_ entry: QueueEntry<Data>) {
        guard entry.data != nil else { return }
        guard heldBytes + entry.bytes <= Self.byteLimit else {
            entry.data = nil
            return
        }
        heldBytes += entry.bytes
        entry.isHeld = true
    }

    mutating func letGo<Data>(_ entry: QueueEntry<Data>) {
        guard entry.isHeld else { return }
        entry.isHeld = false
        heldBytes -= entry.bytes
    }
}
