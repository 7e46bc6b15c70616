internal import CollectorAPI

/// Compressors or decompressors at rest, a few for each level: making one costs more than a small body does.
struct CodecPool<Codec: Sendable>: Sendable {
    private let most: Int
    private let make: @Sendable (_ level: Int) -> Codec?
    private let idle = Lock<[Int: [Codec]]>([:])

    /// A pool that keeps up to `most` of each level.
    init(keeping most: Int, _ make: @escaping @Sendable (_ level: Int) -> Codec?) {
        self.most = most
        self.make = make
    }

    /// Calls `body` with a codec of `level` that nobody else uses meanwhile.
    func use<Result, Failure: Error>(
        level: Int = 0,
        _ body: (Codec) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let codec = idle.withLock({ $0[level]?.popLast() }) ?? make(level) else {
            // There is no way to go on without memory.
            preconditionFailure("out of memory: a codec of level \(level) asked for")
        }
        defer {
            idle.withLock { idle in
                if idle[level, default: []].count < most { idle[level, default: []].append(codec) }
            }
        }
        return try body(codec)
    }
}
