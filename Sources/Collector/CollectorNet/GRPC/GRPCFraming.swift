internal import CollectorAPI
internal import Pdata

/// The five bytes before each gRPC message.
struct GRPCPrefix: Equatable {
    static let size = 5

    var isCompressed: Bool
    var length: UInt32

    /// The prefix of a message of `length` bytes; nil when gRPC cannot carry that many.
    init?(length: Int, isCompressed: Bool) {
        guard let length = UInt32(exactly: length) else { return nil }
        self.length = length
        self.isCompressed = isCompressed
    }

    /// Reads the first five of `bytes`; nil when the compressed flag is neither 0 nor 1.
    init?(_ bytes: InlineArray<5, UInt8>) {
        guard bytes[0] <= 1 else { return nil }
        isCompressed = bytes[0] == 1
        length = UInt32(bytes[1]) << 24 | UInt32(bytes[2]) << 16 | UInt32(bytes[3]) << 8 | UInt32(bytes[4])
    }

    var bytes: InlineArray<5, UInt8> {
        [
            isCompressed ? 1 : 0, UInt8(truncatingIfNeeded: length >> 24), UInt8(truncatingIfNeeded: length >> 16),
            UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length),
        ]
    }
}

/// Collects the one message of a unary call from the chunks in which it arrives.
///
/// The message is admitted by the length that its prefix names, before any of it is taken. Its memory is taken in one
/// piece where that is modest, and grows with what really arrives beyond that: a prefix that lies costs no memory.
struct GRPCMessageAssembler: ~Copyable {
    /// What is reserved on a prefix's word alone, in bytes.
    static let maxReserved = 1 << 20

    private let limit: Int
    private var prefix: InlineArray<5, UInt8> = .init(repeating: 0)
    private var prefixCount = 0
    private var body = ByteBuilder()
    private var reservation: MemoryReservation?
    private var kept = 0
    private(set) var header: GRPCPrefix?

    /// An assembler that refuses messages of more than `limit` bytes, and those for which `budget` has no room.
    init(limit: Int, budget: MemoryBudget? = nil) {
        self.limit = limit
        if let budget { reservation = MemoryReservation(budget) }
    }

    /// The bytes of the message that have come.
    var received: Int { body.count }

    /// Takes the next chunk.
    ///
    /// - Throws: RESOURCE_EXHAUSTED when the message is over the limit, as soon as its prefix says so; UNAVAILABLE when
    ///   there is no memory for it now; INTERNAL when the framing is broken; UNIMPLEMENTED when a second message begins.
    mutating func append(_ chunk: UnsafeRawBufferPointer) throws(GRPCStatus) {
        var rest = chunk[...]
        if header == nil {
            while prefixCount < GRPCPrefix.size, let byte = rest.first {
                prefix[prefixCount] = byte
                prefixCount += 1
                rest = rest.dropFirst()
            }
            guard prefixCount == GRPCPrefix.size else { return }
            try begin()
        }
        guard let header, !rest.isEmpty else { return }
        guard rest.count <= Int(header.length) - body.count else {
            throw GRPCStatus(.unimplemented, "a unary call carries one message, and another one followed")
        }
        body.append(UnsafeRawBufferPointer(rebasing: rest))
    }

    /// Has `bytes` admitted that are kept beside the message.
    ///
    /// - Throws: UNAVAILABLE when there is no memory for them now.
    mutating func keep(_ bytes: Int) throws(GRPCStatus) {
        try MemoryRefusal.check(&reservation, bytes)
        kept = bytes
    }

    private mutating func begin() throws(GRPCStatus) {
        guard let header = GRPCPrefix(prefix) else {
            throw GRPCStatus(.internal, "grpc: received message with an unknown compressed flag \(prefix[0])")
        }
        guard Int(header.length) <= limit else {
            throw GRPCStatus(
                .resourceExhausted,
                "grpc: received message larger than max (\(header.length) vs. \(limit))"
            )
        }
        try MemoryRefusal.check(&reservation, Int(header.length) + kept)
        self.header = header
        body.reserve(min(Int(header.length), Self.maxReserved))
    }

    /// The message, once the peer has ended its side; nil when it sent none.
    ///
    /// - Throws: INTERNAL when the message is cut short.
    consuming func finish() throws(GRPCStatus) -> (message: Bytes, isCompressed: Bool)? {
        guard let header else {
            guard prefixCount == 0 else { throw GRPCStatus(.internal, "grpc: the message's prefix is cut short") }
            return nil
        }
        guard body.count == Int(header.length) else {
            throw GRPCStatus(
                .internal,
                "grpc: the message is cut short: \(body.count) of \(header.length) bytes arrived"
            )
        }
        return (MemoryRefusal.pay(&reservation, for: body), header.isCompressed)
    }
}
