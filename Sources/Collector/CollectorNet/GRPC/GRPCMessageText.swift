/// The percent coding of `grpc-message`.
///
/// Source: "gRPC over HTTP2", Status-Message.
enum GRPCMessageText {
    /// The longest text that is sent, in bytes before coding, so that trailers fit into any peer's header list limit.
    static let maxLength = 2048

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// `text` with everything but printable ASCII, and the percent sign, as `%XX`; cut to ``maxLength``.
    static func encode(_ text: String) -> String {
        if text.utf8.count <= maxLength, text.utf8.allSatisfy(isPlain) { return text }
        var coded: [UInt8] = []
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= maxLength else { break }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                guard !isPlain(byte) else {
                    coded.append(byte)
                    continue
                }
                coded.append(UInt8(ascii: "%"))
                coded.append(digits[Int(byte >> 4)])
                coded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: coded, as: UTF8.self)
    }

    /// The text that `coded` stands for; what is not a whole `%XX` is taken as it is.
    static func decode(_ coded: String) -> String {
        let source = Array(coded.utf8)
        guard source.contains(UInt8(ascii: "%")) else { return coded }
        var text: [UInt8] = []
        text.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = digit(source[index + 1]), let low = digit(source[index + 2])
            {
                text.append(high << 4 | low)
                index += 3
            } else {
                text.append(source[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "%")
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
