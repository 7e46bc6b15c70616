internal import CollectorConfig
internal import Pdata

/// Encodings that texts are decoded from.
enum TextDecoding {
    static let base64Variants: Set<String> = ["base64", "base64-raw", "base64-url", "base64-raw-url"]

    private static let charsets: Set<String> = [
        "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "utf-16", "utf-16le", "utf-16be",
    ]

    /// Whether `encoding` is among those that can be decoded, letter case aside.
    static func isKnown(_ encoding: String) -> Bool {
        base64Variants.contains(encoding) || charsets.contains(encoding.lowercased())
    }

    /// The bytes, or the UTF-8 text, that `bytes` are in `encoding`.
    static func decode(_ bytes: [UInt8], _ encoding: String) throws(EvaluationError) -> [UInt8] {
        switch encoding.lowercased() {
        case "base64": return try base64(bytes, isURL: false, isPadded: true)
        case "base64-raw": return try base64(bytes, isURL: false, isPadded: false)
        case "base64-url": return try base64(bytes, isURL: true, isPadded: true)
        case "base64-raw-url": return try base64(bytes, isURL: true, isPadded: false)
        case "utf-8", "utf8": return bytes
        case "us-ascii", "ascii":
            return Array(String(decoding: bytes.map { $0 < 0x80 ? UInt16($0) : 0xFFFD }, as: UTF16.self).utf8)
        case "iso-8859-1", "latin1":
            return Array(String(decoding: bytes.map { UInt16($0) }, as: UTF16.self).utf8)
        case "windows-1252":
            return Array(String(decoding: bytes.map { windows1252($0) }, as: UTF16.self).utf8)
        case "utf-16", "utf-16be": return utf16(bytes, isBigEndian: true)
        case "utf-16le": return utf16(bytes, isBigEndian: false)
        default: throw EvaluationError("unsupported encoding '\(encoding)'")
        }
    }

    private static func utf16(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        for index in stride(from: 0, to: bytes.count - bytes.count % 2, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        if units.first == 0xFEFF { units.removeFirst() }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// Where the code page differs from ISO 8859-1.
    private static let special: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]

    private static func windows1252(_ byte: UInt8) -> UInt16 {
        (0x80...0x9F).contains(byte) ? special[Int(byte) - 0x80] : UInt16(byte)
    }

    // MARK: Base64. Source: RFC 4648.

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private static func digits(isURL: Bool) -> [UInt8] { alphabet + Array((isURL ? "-_" : "+/").utf8) }

    private static func base64(_ text: [UInt8], isURL: Bool, isPadded: Bool) throws(EvaluationError) -> [UInt8] {
        let digits = digits(isURL: isURL)
        var text = text.filter { $0 != 0x0A && $0 != 0x0D }
        let failure = EvaluationError("the text is not base64")
        if isPadded {
            guard text.count.isMultiple(of: 4) else { throw failure }
            if text.last == UInt8(ascii: "=") { text.removeLast() }
            if text.last == UInt8(ascii: "=") { text.removeLast() }
        }
        guard text.count % 4 != 1 else { throw failure }
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text {
            guard let digit = digits.firstIndex(of: byte) else { throw failure }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return output
    }

    /// `bytes` in a variant of base64.
    static func encode(_ bytes: [UInt8], _ variant: String) -> String {
        let digits = digits(isURL: variant.hasSuffix("url"))
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            let bits = chunk.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - chunk.count))
            for index in 0...chunk.count { output.append(digits[Int(bits >> UInt32(18 - 6 * index) & 63)]) }
            if !variant.contains(text: "raw") { output += Array(repeating: UInt8(ascii: "="), count: 3 - chunk.count) }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
