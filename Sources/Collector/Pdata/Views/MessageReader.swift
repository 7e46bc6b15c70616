/// Reads the fields of one message in place.
///
/// Relies on the form that ``Telemetry/init(validating:)`` leaves: a field that may occur once does, so that the first
/// occurrence is the value.
@frozen
@usableFromInline
struct MessageReader: ~Escapable {
    /// A field that was found.
    @frozen
    @usableFromInline
    struct Field {
        @usableFromInline let range: Range<Int>
        @usableFromInline let value: UInt64

        @inlinable
        init(range: Range<Int>, value: UInt64) {
            self.range = range
            self.value = value
        }
    }

    @usableFromInline let bytes: RawSpan

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// The field `number`, if it is present.
    @inlinable
    func field(_ number: Int) -> Field? {
        var cursor = WireCursor(bytes)
        while cursor.next() {
            if cursor.number == number { return Field(range: cursor.range, value: cursor.value) }
        }
        return nil
    }

    /// Whether the field `number` is present.
    @inlinable
    func has(_ number: Int) -> Bool { field(number) != nil }

    /// The number in field `number`, or its bits; 0 when it is absent.
    @inlinable
    func uint64(_ number: Int) -> UInt64 { field(number)?.value ?? 0 }

    @inlinable
    func uint32(_ number: Int) -> UInt32 { UInt32(truncatingIfNeeded: uint64(number)) }

    @inlinable
    func int64(_ number: Int) -> Int64 { Int64(truncatingIfNeeded: uint64(number)) }

    @inlinable
    func int32(_ number: Int) -> Int32 { Int32(truncatingIfNeeded: uint64(number)) }

    /// The zigzag number in field `number`; 0 when it is absent.
    @inlinable
    func sint32(_ number: Int) -> Int32 {
        let bits = uint32(number)
        return Int32(truncatingIfNeeded: bits >> 1) ^ -Int32(truncatingIfNeeded: bits & 1)
    }

    @inlinable
    func double(_ number: Int) -> Double { Double(bitPattern: uint64(number)) }

    /// The double in field `number`; nil when it is absent.
    @inlinable
    func optionalDouble(_ number: Int) -> Double? { field(number).map { Double(bitPattern: $0.value) } }

    /// The bytes in field `number`; none when it is absent.
    @inlinable
    @_lifetime(copy self)
    func payload(_ number: Int) -> RawSpan {
        guard let field = field(number) else { return RawSpan() }
        return bytes.extracting(field.range)
    }

    /// The string in field `number`; empty when it is absent.
    @inlinable
    @_lifetime(copy self)
    func text(_ number: Int) -> TextView { TextView(payload(number)) }

    /// The message in field `number`; one without fields when it is absent.
    @inlinable
    @_lifetime(copy self)
    func nested(_ number: Int) -> MessageReader { MessageReader(payload(number)) }

    /// The number of fields `number`.
    @inlinable
    func count(_ number: Int) -> Int {
        var total = 0
        var cursor = WireCursor(bytes)
        while cursor.next() {
            if cursor.number == number { total &+= 1 }
        }
        return total
    }

    /// Calls `body` with the value of each field `number`, in order.
    @inlinable
    func forEach<Failure: Error>(_ number: Int, _ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
        var cursor = WireCursor(bytes)
        while cursor.next() {
            if cursor.number == number { try body(cursor.payload) }
        }
    }
}
