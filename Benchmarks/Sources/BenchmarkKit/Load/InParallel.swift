internal import Foundation

/// Work on all cores.
enum InParallel {
    /// The results of `transform` for each number in `range`; each thread has a tool of its own.
    static func map<Tool, Result: Sendable>(
        _ range: Range<Int>,
        _ makeTool: @Sendable () -> Tool,
        _ transform: @Sendable (Tool, Int) -> Result
    ) -> [Result] {
        let parts = ProcessInfo.processInfo.activeProcessorCount
        let results = Slots<[Result]>(parts)
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let tool = makeTool()
            let begin = range.lowerBound + range.count * part / parts
            let end = range.lowerBound + range.count * (part + 1) / parts
            results.set(part, (begin..<end).map { transform(tool, $0) })
        }
        return results.all.flatMap { $0 }
    }

    /// Runs `body` on a thread for each number below `count`; returns when all have ended.
    ///
    /// - Throws: the first error that one of them threw.
    static func threads<Result: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Slots<Swift.Result<Result, any Error>>(count)
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread.detachNewThread {
                results.set(index, Swift.Result { try body(index) })
                group.leave()
            }
        }
        group.wait()
        return try results.all.map { try $0.get() }
    }
}

/// A place for each of several threads to leave its result.
private final class Slots<Value>: @unchecked Sendable {
    // Sendable because the values are guarded by the lock.
    private let lock = NSLock()
    private var values: [Value?]

    init(_ count: Int) {
        values = Array(repeating: nil, count: count)
    }

    func set(_ index: Int, _ value: Value) {
        lock.withLock { values[index] = value }
    }

    var all: [Value] { lock.withLock { values.compactMap { $0 } } }
}
