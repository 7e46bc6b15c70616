public import Pdata

/// Memory that a request was promised, and that is given back when this value ends.
public struct MemoryReservation: ~Copyable, Sendable {
    private unowned(unsafe) let budget: MemoryBudget

    /// The bytes that are counted for this request.
    public private(set) var bytes = 0

    /// Nothing yet, of `budget`.
    public init(_ budget: MemoryBudget) {
        self.budget = budget
    }

    deinit {
        if bytes > 0 { budget.release(bytes) }
    }

    /// Makes this a promise of at least `total` bytes, if there is room.
    public mutating func grow(to total: Int) -> MemoryBudget.Admission {
        guard total > bytes else { return .admitted }
        guard total <= budget.limitForRequests else { return .tooLarge }
        let answer = budget.admit(total - bytes)
        if answer == .admitted { bytes = total }
        return answer
    }

    /// Makes this at least `total` bytes whether there is room or not.
    public mutating func force(to total: Int) {
        guard total > bytes else { return }
        budget.charge(total - bytes)
        bytes = total
    }

    /// Gives back what is beyond `total` bytes.
    public mutating func shrink(to total: Int) {
        guard total < bytes else { return }
        budget.release(bytes - max(total, 0))
        bytes = max(total, 0)
    }

    /// The bytes of `builder`, paid for with this promise.
    public consuming func pay(for builder: consuming ByteBuilder) -> Bytes {
        let paid = bytes
        let meter = budget.meter
        bytes = 0
        return builder.finish(prepaid: paid, at: meter)
    }
}
