internal import Synchronization

/// Counts memory in bytes: the storage of ``Bytes``, and what was promised to data that is still to come.
///
/// A storage is counted once, from its making to its end, however many values share it. A meter is never freed, so that
/// a storage need not keep it alive. May be used from any thread.
public final class ByteMeter: Sendable {
    /// What is counted beside each storage's bytes: the objects and the allocator's headers around it.
    public static let overhead = 128

    /// Where every storage is counted that was not paid for at another meter.
    public static let process = ByteMeter()

    private let total = Atomic<Int>(0)

    /// A meter of its own, for as long as the process lives.
    public init() {
        _ = Unmanaged.passRetained(self)
    }

    /// The bytes counted now.
    public var count: Int { total.load(ordering: .relaxed) }

    /// Counts `bytes` more, and returns the new count.
    @discardableResult
    public func add(_ bytes: Int) -> Int {
        total.wrappingAdd(bytes, ordering: .relaxed).newValue
    }

    /// Counts `bytes` less.
    public func subtract(_ bytes: Int) {
        total.wrappingSubtract(bytes, ordering: .relaxed)
    }
}
