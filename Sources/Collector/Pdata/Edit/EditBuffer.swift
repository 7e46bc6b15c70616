internal import Glibc

/// Growing memory that an edit writes to and splices.
///
/// Callers keep every offset within `count`; the bytes that are edited have passed the validating walk.
@usableFromInline
struct EditBuffer: ~Copyable {
    private(set) var base: UnsafeMutableRawPointer?
    private var capacity = 0
    /// The number of bytes in it.
    private(set) var count = 0

    init() {}

    /// What is in it, valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    deinit {
        free(base)
    }

    /// Makes room for `additional` more bytes, and returns the place after the last one.
    mutating func reserve(_ additional: Int) -> UnsafeMutableRawPointer {
        if let base, capacity &- count >= additional { return base + count }
        return grow(additional)
    }

    @inline(never)
    private mutating func grow(_ additional: Int) -> UnsafeMutableRawPointer {
        let (needed, overflow) = count.addingReportingOverflow(additional)
        precondition(!overflow, "more bytes than an address space holds")
        let grown = max(needed, capacity &+ capacity / 2, 256)
        guard let moved = realloc(base, grown) else {
            // There is no way to go on without memory, and no way to answer without it.
            preconditionFailure("out of memory: \(grown) bytes asked for")
        }
        base = moved
        capacity = grown
        return moved + count
    }

    mutating func append(_ source: UnsafeRawPointer, _ length: Int) {
        reserve(length).copyMemory(from: source, byteCount: length)
        count &+= length
    }

    mutating func append(byte: UInt8) {
        reserve(1).storeBytes(of: byte, as: UInt8.self)
        count &+= 1
    }

    mutating func append(varint value: UInt64) {
        count &+= Self.write(varint: value, reserve(10))
    }

    mutating func append(tag number: Int, _ type: WireType) {
        append(varint: UInt64(number) << 3 | UInt64(type.rawValue))
    }

    mutating func append(fixed64 value: UInt64) {
        reserve(8).storeBytes(of: value.littleEndian, as: UInt64.self)
        count &+= 8
    }

    /// Writes `value` to `place`, which has room for ten bytes, and returns its length.
    static func write(varint value: UInt64, _ place: UnsafeMutableRawPointer) -> Int {
        var value = value
        var length = 0
        while value >= 0x80 {
            place.storeBytes(of: UInt8(truncatingIfNeeded: value) | 0x80, toByteOffset: length, as: UInt8.self)
            value >>= 7
            length &+= 1
        }
        place.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: length, as: UInt8.self)
        return length &+ 1
    }

    /// Makes the bytes from `start` to `end` a hole of `length` bytes, and returns its place; what follows moves.
    mutating func splice(_ start: Int, _ end: Int, _ length: Int) -> UnsafeMutableRawPointer {
        let growth = length &- (end &- start)
        let base = reserve(max(growth, 0)) - count
        if growth != 0 { memmove(base + end + growth, base + end, count &- end) }
        count &+= growth
        return base + start
    }

    /// Writes `length` as the varint in the bytes from `start` to `end`, and returns by how much what follows moved.
    mutating func patch(_ start: Int, _ end: Int, length: Int) -> Int {
        let size = ByteBuilder.varintSize(UInt64(length))
        let place: UnsafeMutableRawPointer
        if size == end &- start, let base { place = base + start } else { place = splice(start, end, size) }
        _ = Self.write(varint: UInt64(length), place)
        return size &- (end &- start)
    }

    mutating func truncate(to count: Int) {
        self.count = count
    }

    /// What was written, as an immutable value; the memory changes hands, and this is empty again.
    mutating func take() -> Bytes {
        guard let base, count > 0 else { return Bytes() }
        let storage = ByteStorage(owning: base, capacity: capacity, prepaid: 0, at: .process)
        let bytes = Bytes(storage: storage, start: 0, count: count)
        self.base = nil
        capacity = 0
        count = 0
        return bytes
    }
}
