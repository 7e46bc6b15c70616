/// The id of a span: 8 bytes.
@frozen
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    /// The bytes as a number, the first of them the highest.
    public let value: UInt64

    /// The id whose bytes make the number `value`.
    @inlinable
    public init(_ value: UInt64) {
        self.value = value
    }

    /// The id in `bytes`; the empty one unless they are 8.
    @inlinable
    init(_ bytes: RawSpan) {
        guard bytes.byteCount == 8 else {
            self.init(0)
            return
        }
        self.init(UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)))
    }

    /// Whether there is no id, or one of zeros, which means the same.
    @inlinable
    public var isEmpty: Bool { value == 0 }

    /// 16 lower-case hexadecimal digits; nothing for the empty id.
    public var description: String { isEmpty ? "" : Hex.string(value) }
}
