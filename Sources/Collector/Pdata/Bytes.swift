internal import Glibc

/// The memory behind one or more `Bytes`: allocated once, written by one `ByteBuilder`, immutable from then on.
@usableFromInline
final class ByteStorage: @unchecked Sendable {
    // Safe to share: a builder is the only writer, and gives up its reference when it makes the first `Bytes`.
    @usableFromInline let base: UnsafeMutableRawPointer

    /// The size of the memory.
    let capacity: Int

    /// Counts the memory; lives for ever.
    private unowned(unsafe) let meter: ByteMeter

    /// Takes over `capacity` bytes at `base`, for which `prepaid` are counted at `meter` already.
    init(owning base: UnsafeMutableRawPointer, capacity: Int, prepaid: Int, at meter: ByteMeter) {
        self.base = base
        self.capacity = capacity
        self.meter = meter
        let due = capacity + ByteMeter.overhead - prepaid
        if due != 0 { meter.add(due) }
    }

    deinit {
        free(base)
        meter.subtract(capacity + ByteMeter.overhead)
    }
}

/// An immutable run of bytes that shares its storage with the values it was cut from.
///
/// Copying and slicing never copy memory. A small slice keeps the whole storage alive: a holder that keeps less than
/// half of it calls ``compacted()``.
@frozen
public struct Bytes: Sendable {
    @usableFromInline let storage: ByteStorage?
    @usableFromInline let start: Int

    /// The number of bytes.
    public let count: Int

    @usableFromInline
    init(storage: ByteStorage?, start: Int, count: Int) {
        self.storage = storage
        self.start = start
        self.count = count
    }

    /// No bytes at all.
    @inlinable
    public init() {
        self.init(storage: nil, start: 0, count: 0)
    }

    /// A copy of `elements`.
    public init(_ elements: some Sequence<UInt8>) {
        var builder = ByteBuilder(capacity: elements.underestimatedCount)
        for element in elements { builder.append(element) }
        self = builder.finish()
    }

    /// A copy of `bytes`.
    public init(copying bytes: UnsafeRawBufferPointer) {
        var builder = ByteBuilder(capacity: bytes.count)
        builder.append(bytes)
        self = builder.finish()
    }

    /// The UTF-8 form of `text`.
    public init(utf8 text: String) {
        var text = text
        self = text.withUTF8 { Bytes(copying: UnsafeRawBufferPointer($0)) }
    }

    /// Whether there are no bytes.
    @inlinable
    public var isEmpty: Bool { count == 0 }

    /// The bytes as a span that cannot outlive this value.
    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self)
        get {
            guard let storage else { return RawSpan() }
            let span = RawSpan(_unsafeStart: UnsafeRawPointer(storage.base) + start, byteCount: count)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// Calls `body` with the bytes; the pointer is valid only during the call.
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let storage else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let pointer = UnsafeRawPointer(storage.base) + start
        return try withExtendedLifetime(storage) { () throws(Failure) -> Result in
            try body(UnsafeRawBufferPointer(start: pointer, count: count))
        }
    }

    /// The part of these bytes at `range`, cut to what exists, sharing the storage.
    @inlinable
    public func slice(_ range: Range<Int>) -> Bytes {
        let lower = min(max(range.lowerBound, 0), count)
        let upper = min(max(range.upperBound, lower), count)
        return Bytes(storage: storage, start: start + lower, count: upper - lower)
    }

    /// The same bytes in storage of their own.
    public func compacted() -> Bytes {
        withUnsafeBytes { Bytes(copying: $0) }
    }

    /// The bytes as an array.
    public var array: [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// The bytes read as UTF-8, each bad sequence replaced by U+FFFD.
    public var text: String {
        withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension Bytes: Equatable, Hashable {
    /// Whether both hold the same bytes.
    public static func == (lhs: Bytes, rhs: Bytes) -> Bool {
        guard lhs.count == rhs.count else { return false }
        return lhs.withUnsafeBytes { left in
            rhs.withUnsafeBytes { right in
                guard let a = left.baseAddress, let b = right.baseAddress else { return true }
                return memcmp(a, b, left.count) == 0
            }
        }
    }

    /// Feeds the bytes to `hasher`.
    public func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
