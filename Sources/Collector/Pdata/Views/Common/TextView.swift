internal import Glibc

/// A string where it lies in a request; always valid UTF-8.
@frozen
public struct TextView: ~Escapable {
    @usableFromInline let bytes: RawSpan

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes.
    @inlinable
    public var utf8Count: Int { bytes.byteCount }

    /// Whether there is nothing in it.
    @inlinable
    public var isEmpty: Bool { bytes.byteCount == 0 }

    /// A copy.
    @inlinable
    public var string: String {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// A copy, as values that outlive the request are called everywhere.
    @inlinable
    public func owned() -> String { string }

    /// The UTF-8 bytes.
    @inlinable
    public var utf8: RawSpan {
        @_lifetime(copy self)
        get { bytes }
    }

    /// Whether both consist of the same bytes.
    @inlinable
    public static func == (lhs: TextView, rhs: String) -> Bool {
        guard lhs.bytes.byteCount == rhs.utf8.count else { return false }
        return lhs.hasPrefix(rhs)
    }

    /// Whether the two consist of different bytes.
    @inlinable
    public static func != (lhs: TextView, rhs: String) -> Bool { !(lhs == rhs) }

    /// Whether the bytes begin with those of `prefix`.
    @inlinable
    public func hasPrefix(_ prefix: String) -> Bool {
        bytes.withUnsafeBytes { text in
            prefix.utf8.withContiguousStorageIfAvailable { Self.begins(text, UnsafeRawBufferPointer($0)) }
                ?? text.starts(with: prefix.utf8)
        }
    }

    @usableFromInline
    static func begins(_ text: UnsafeRawBufferPointer, _ prefix: UnsafeRawBufferPointer) -> Bool {
        guard prefix.count <= text.count else { return false }
        guard let start = text.baseAddress, let other = prefix.baseAddress else { return true }
        return memcmp(start, other, prefix.count) == 0
    }
}
