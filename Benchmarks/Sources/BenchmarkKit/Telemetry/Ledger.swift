internal import Foundation

/// Keeps account of what clients were told is accepted, and of what arrived.
///
/// Its methods may be called from any thread.
public final class Ledger: @unchecked Sendable {
    // Sendable because everything below is guarded by `condition`.

    /// What the account says.
    public struct Balance: Sendable, Equatable {
        /// Items of requests that were answered with success.
        public var acknowledged = 0
        /// Items that arrived, each counted once.
        public var delivered = 0
        /// Acknowledged items that the pipeline is to deliver and that did not arrive.
        public var lost = 0
        /// Further arrivals of items that had arrived.
        public var duplicates = 0
        /// Arrivals of what was never sent, or that the pipeline was to drop.
        public var foreign = 0

        /// A balance of zeros.
        public init() {}
    }

    private static let received: UInt8 = 1
    private static let acknowledged: UInt8 = 2

    private let condition = NSCondition()
    private let itemsPerRequest: Int
    private let expects: [Bool]
    private let mostItems: Int
    private var items: [UInt8] = []
    private var balance = Balance()
    private var outstanding = 0
    private var arrivals = 0

    /// An account of requests of `itemsPerRequest` items.
    ///
    /// - Parameters:
    ///   - mostRequests: how many requests can be sent at most; what arrives beyond that is foreign.
    ///   - expects: whether the item at a position of a request is to be delivered.
    public init(itemsPerRequest: Int, mostRequests: Int, expects: (Int) -> Bool) {
        self.itemsPerRequest = itemsPerRequest
        self.expects = (0..<itemsPerRequest).map(expects)
        mostItems = mostRequests * itemsPerRequest
    }

    /// Notes that the request of `number` was answered with success.
    public func acknowledge(request number: Int) {
        condition.withLock {
            let first = number * itemsPerRequest
            grow(to: first + itemsPerRequest)
            balance.acknowledged += itemsPerRequest
            for position in 0..<itemsPerRequest where expects[position] {
                if items[first + position] & Self.received == 0 { outstanding += 1 }
                items[first + position] |= Self.acknowledged
            }
        }
    }

    /// Notes that items arrived; `ids` are the eight bytes of each.
    public func receive(_ ids: [UInt64]) {
        condition.withLock {
            for id in ids { receive(id) }
            arrivals += 1
            if outstanding == 0 { condition.broadcast() }
        }
    }

    /// Waits until everything acknowledged has arrived, or nothing has arrived for `patience` seconds.
    ///
    /// Called when no more is sent.
    public func settle(patience: Double) {
        condition.withLock {
            var seen = arrivals
            while outstanding > 0 {
                if condition.wait(until: Date(timeIntervalSinceNow: patience)) { continue }
                guard arrivals != seen else { return }
                seen = arrivals
            }
        }
    }

    /// The account as it is now.
    public var current: Balance {
        condition.withLock {
            var balance = balance
            balance.lost = outstanding
            return balance
        }
    }

    private func receive(_ id: UInt64) {
        guard let number = ItemID.decode(id), number < mostItems, expects[number % itemsPerRequest] else {
            balance.foreign += 1
            return
        }
        grow(to: number + 1)
        guard items[number] & Self.received == 0 else {
            balance.duplicates += 1
            return
        }
        items[number] |= Self.received
        balance.delivered += 1
        if items[number] & Self.acknowledged != 0 { outstanding -= 1 }
    }

    private func grow(to count: Int) {
        guard items.count < count else { return }
        items.append(contentsOf: repeatElement(0, count: max(count - items.count, items.count)))
    }
}
