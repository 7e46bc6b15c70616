/// Numbers items so that each can be found again at the other end.
///
/// On the wire a number looks random, as real ids do, so that compression gains what it would in practice.
enum ItemID {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static let inverse: UInt64 = {
        // Newton's iteration doubles the number of right bits: 3, 6, … 96.
        var inverse = factor
        for _ in 0..<5 { inverse = inverse &* (2 &- factor &* inverse) }
        return inverse
    }()

    /// The eight bytes, little-endian, that stand for the item of `number`; never zero, which would be no span id.
    static func encode(_ number: Int) -> UInt64 { (UInt64(number) &+ 1) &* factor }

    /// The number of the item that `bits` stand for; nil when there can be no such item.
    static func decode(_ bits: UInt64) -> Int? { Int(exactly: (bits &* inverse) &- 1) }
}
