/// Where configuration is: a scheme, and what its provider understands.
struct ConfigLocation: Hashable {
    var scheme: String
    var opaque: String

    var uri: String { "\(scheme):\(opaque)" }

    /// What the user named by `--config`; a path without a scheme is a file.
    ///
    /// - Throws: `invalid uri`.
    init(argument: String) throws(ProviderError) {
        guard argument.utf8.contains(UInt8(ascii: ":")), !Self.hasDriveLetter(argument) else {
            (scheme, opaque) = ("file", argument)
            return
        }
        guard let location = Self(uri: argument) else {
            throw ProviderError("invalid uri: \"\(argument)\"", fix: "for a file of that name write file:\(argument)")
        }
        self = location
    }

    /// The location `scheme:opaque`; nil without a legal scheme.
    init?(uri: String) {
        let text = uri.utf8
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let head = text[..<colon]
        guard head.count >= 2, let first = head.first, Self.isLetter(first), head.allSatisfy(Self.isSchemeByte) else {
            return nil
        }
        scheme = String(uri[..<colon])
        opaque = String(uri[text.index(after: colon)...])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || YAMLNumber.isDigit(byte)
            || [UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
    }

    private static func hasDriveLetter(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(2))
        return bytes.count == 2 && isLetter(bytes[0]) && bytes[1] == UInt8(ascii: ":")
    }
}
