/// The characters and fields of RFC 9110 section 5.
enum HTTP1Syntax {
    /// Whether `byte` may be part of a token, such as a method or a field name.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }

    /// Whether `byte` may be part of a field value.
    static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7f || byte == 0x09
    }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Takes a field line apart.
    static func field(_ line: [UInt8]) throws(HTTP1Error) -> (name: String, value: String) {
        guard line.first != 0x20, line.first != 0x09 else {
            throw HTTP1Error("a header field is folded over several lines")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw HTTP1Error("a header field has no colon")
        }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(isTokenByte) else {
            throw HTTP1Error("a header field's name is empty or contains a character that is not allowed")
        }
        var value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        guard value.allSatisfy(isFieldByte) else {
            throw HTTP1Error("the header field \(text(name)) contains a control character")
        }
        return (text(name), text(value))
    }

    /// `bytes` as text, bad UTF-8 repaired.
    static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
