/// Numbers in JSON text.
enum JSONNumber {
    /// The end of the number that begins at `start`; nil when there is none.
    static func end(_ bytes: RawSpan, from start: Int) -> Int? {
        var position = start
        func byte() -> UInt8 {
            position < bytes.byteCount ? bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self) : 0
        }
        func digits() -> Bool {
            let first = position
            while byte() >= UInt8(ascii: "0"), byte() <= UInt8(ascii: "9") { position += 1 }
            return position > first
        }
        if byte() == UInt8(ascii: "-") { position += 1 }
        if byte() == UInt8(ascii: "0") {
            position += 1
        } else if !digits() {
            return nil
        }
        if byte() == UInt8(ascii: ".") {
            position += 1
            guard digits() else { return nil }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
            guard digits() else { return nil }
        }
        return position
    }

    /// The double written in `text`, which is a number from its first byte to its last; nil when it is none, or beyond
    /// a double's range.
    static func double(_ text: RawSpan) -> Double? {
        guard end(text, from: 0) == text.byteCount else { return nil }
        let value = text.withUnsafeBytes { Double(String(decoding: $0, as: UTF8.self)) }
        guard let value, value.isFinite else { return nil }
        return value
    }

    /// The integer written in `text`, also as `1.0` or `1e3`; nil when it is none, or beyond `Integer`'s range.
    static func integer<Integer: FixedWidthInteger>(_ text: RawSpan, as _: Integer.Type) -> Integer? {
        guard end(text, from: 0) == text.byteCount, text.byteCount > 0 else { return nil }
        let isNegative = text.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "-")
        var result: Integer = 0
        for offset in (isNegative ? 1 : 0)..<text.byteCount {
            let byte = text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
                return double(text).flatMap { Integer(exactly: $0) }
            }
            let digit = Integer(byte - UInt8(ascii: "0"))
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = sum
        }
        return result
    }
}
