internal import Glibc

/// Growing memory that becomes one immutable ``Bytes``.
///
/// Growth doubles the capacity, so that appending is amortised constant time. The caller bounds how much it appends.
public struct ByteBuilder: ~Copyable, @unchecked Sendable {
    // Sendable because the memory is owned by this one value.
    private var base: UnsafeMutableRawPointer?
    private var capacity: Int

    /// The number of bytes appended so far.
    public private(set) var count = 0

    /// An empty builder with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        self.base = nil
        self.capacity = 0
        reserve(capacity)
    }

    deinit {
        free(base)
    }

    /// Makes room for `additional` more bytes.
    public mutating func reserve(_ additional: Int) {
        guard additional > 0 else { return }
        let (needed, overflow) = count.addingReportingOverflow(additional)
        precondition(!overflow, "more bytes than an address space holds")
        guard needed > capacity else { return }
        let doubled = capacity.multipliedReportingOverflow(by: 2)
        let grown = max(needed, doubled.overflow ? needed : doubled.partialValue)
        guard let moved = realloc(base, grown) else {
            // There is no way to go on without memory, and no way to answer without it.
            preconditionFailure("out of memory: \(grown) bytes asked for")
        }
        base = moved
        capacity = grown
    }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        if count == capacity { reserve(1) }
        guard let base else { return }
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends a copy of `bytes`.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        guard let base else { return }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Appends a copy of `bytes`.
    public mutating func append(_ bytes: Bytes) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Appends the bytes of `span`.
    public mutating func append(_ span: RawSpan) {
        span.withUnsafeBytes { append($0) }
    }

    /// Appends the UTF-8 form of `text`.
    public mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Lets `body` write into room for `capacity` bytes, and keeps as many as it says that it wrote.
    public mutating func append<Failure: Error>(
        capacity: Int,
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(capacity)
        guard let base else { return }
        let written = try body(UnsafeMutableRawBufferPointer(start: base + count, count: capacity))
        count += min(max(written, 0), capacity)
    }

    /// Calls `body` with what has been appended so far, to be read or patched in place.
    public mutating func withUnsafeMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(start: base, count: count))
    }

    /// Drops everything after the first `count` bytes, keeping the memory.
    public mutating func truncate(to count: Int) {
        self.count = min(max(count, 0), self.count)
    }

    /// What was appended, as an immutable value; the memory changes hands and nothing is copied.
    public consuming func finish() -> Bytes {
        finish(prepaid: 0, at: .process)
    }

    /// What was appended, as an immutable value whose memory is counted at `meter`, where `prepaid` bytes of it are
    /// counted already.
    public consuming func finish(prepaid: Int, at meter: ByteMeter) -> Bytes {
        trim()
        guard let base else {
            meter.subtract(prepaid)
            return Bytes()
        }
        let storage = ByteStorage(owning: base, capacity: capacity, prepaid: prepaid, at: meter)
        self.base = nil
        return Bytes(storage: storage, start: 0, count: count)
    }

    /// Gives back what growth took beyond need, where that is much.
    private mutating func trim() {
        guard capacity - count > max(count / 4, Self.tolerance), count > 0, let trimmed = realloc(base, count) else {
            return
        }
        base = trimmed
        capacity = count
    }

    /// What is not worth giving back, in bytes.
    private static let tolerance = 1024
}
