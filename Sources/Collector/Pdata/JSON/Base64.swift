/// Bytes in JSON text.
package enum Base64 {
    /// Appends `bytes` in the standard alphabet, padded.
    package static func encode(_ bytes: RawSpan, into output: inout ByteBuilder) {
        var position = 0
        while position < bytes.byteCount {
            let count = min(3, bytes.byteCount - position)
            var group: UInt32 = 0
            for offset in 0..<3 {
                let byte = offset < count ? bytes.unsafeLoad(fromByteOffset: position + offset, as: UInt8.self) : 0
                group = group << 8 | UInt32(byte)
            }
            for index in 0..<4 {
                let sextet = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * index)) & 0x3F
                output.append(index <= count ? digit(sextet) : UInt8(ascii: "="))
            }
            position += 3
        }
    }

    /// Appends the bytes written in `text`, in the standard or the URL alphabet, padded or not; false when it is none.
    static func decode(_ text: RawSpan, into output: inout ByteBuilder) -> Bool {
        var count = text.byteCount
        var padding = 0
        while count > 0, padding < 2, text.unsafeLoad(fromByteOffset: count - 1, as: UInt8.self) == UInt8(ascii: "=") {
            count -= 1
            padding += 1
        }
        guard count % 4 != 1, padding == 0 || (count + padding) % 4 == 0 else { return false }
        var group: UInt32 = 0
        for position in 0..<count {
            guard let sextet = value(text.unsafeLoad(fromByteOffset: position, as: UInt8.self)) else { return false }
            group = group << 6 | UInt32(sextet)
            switch position % 4 {
            case 1: output.append(UInt8(truncatingIfNeeded: group >> 4))
            case 2: output.append(UInt8(truncatingIfNeeded: group >> 2))
            case 3: output.append(UInt8(truncatingIfNeeded: group))
            default: break
            }
        }
        return true
    }

    private static func digit(_ sextet: UInt8) -> UInt8 {
        switch sextet {
        case 0..<26: UInt8(ascii: "A") + sextet
        case 26..<52: UInt8(ascii: "a") + sextet - 26
        case 52..<62: UInt8(ascii: "0") + sextet - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
