/// The id of a trace: 16 bytes.
@frozen
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    /// The first eight bytes, the first of them the highest.
    public let high: UInt64
    /// The last eight bytes, the last of them the lowest.
    public let low: UInt64

    /// An id of two halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id in `bytes`; the empty one unless they are 16.
    @inlinable
    init(_ bytes: RawSpan) {
        guard bytes.byteCount == 16 else {
            self.init(high: 0, low: 0)
            return
        }
        self.init(
            high: UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// Whether there is no id, or one of zeros, which means the same.
    @inlinable
    public var isEmpty: Bool { high | low == 0 }

    /// 32 lower-case hexadecimal digits; nothing for the empty id.
    public var description: String { isEmpty ? "" : Hex.string(high) + Hex.string(low) }
}
