/// A run of doubles, where it lies in a request.
@frozen
public struct PackedDoubles: ~Escapable {
    @usableFromInline let bytes: RawSpan

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// How many there are.
    @inlinable
    public var count: Int { bytes.byteCount / 8 }

    /// The one at `index`, which must be below ``count``.
    @inlinable
    public subscript(index: Int) -> Double {
        Double(bitPattern: PackedUInt64s(bytes)[index])
    }

    /// Calls `body` with each, in order.
    @inlinable
    public func forEach<Failure: Error>(_ body: (Double) throws(Failure) -> Void) throws(Failure) {
        for index in 0..<count { try body(self[index]) }
    }
}

/// A run of numbers of eight bytes each, where it lies in a request.
@frozen
public struct PackedUInt64s: ~Escapable {
    @usableFromInline let bytes: RawSpan

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// How many there are.
    @inlinable
    public var count: Int { bytes.byteCount / 8 }

    /// The one at `index`, which must be below ``count``.
    @inlinable
    public subscript(index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }

    /// Calls `body` with each, in order.
    @inlinable
    public func forEach<Failure: Error>(_ body: (UInt64) throws(Failure) -> Void) throws(Failure) {
        for index in 0..<count { try body(self[index]) }
    }
}

/// A run of numbers of varying length, where it lies in a request.
@frozen
public struct PackedVarints: ~Escapable {
    @usableFromInline let bytes: RawSpan

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// Whether there are none.
    @inlinable
    public var isEmpty: Bool { bytes.byteCount == 0 }

    /// Calls `body` with each, in order. Signed numbers are in two's complement.
    @inlinable
    public func forEach<Failure: Error>(_ body: (UInt64) throws(Failure) -> Void) throws(Failure) {
        var cursor = WireCursor(bytes)
        while cursor.position < cursor.end { try body(cursor.readVarint()) }
    }

    /// Copies, as unsigned numbers.
    public var uint64s: [UInt64] {
        var result: [UInt64] = []
        forEach { result.append($0) }
        return result
    }

    /// Copies, as signed numbers.
    public var int64s: [Int64] {
        var result: [Int64] = []
        forEach { result.append(Int64(bitPattern: $0)) }
        return result
    }
}
