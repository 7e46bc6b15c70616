/// The case that a text is converted to.
enum TextCase: String, Sendable {
    case lower, upper, snake, camel

    /// `text` in this case.
    func convert(_ text: String) -> String {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .snake: Self.snake(text)
        case .camel: Self.camel(text)
        }
    }

    /// Words with underscores between them: a word ends where letter case or digits begin, an acronym is one word.
    private static func snake(_ text: String) -> String {
        let characters = trimmed(text)
        var result: [UInt8] = []
        for (index, byte) in characters.enumerated() {
            let lower = byte.isCapital ? byte | 0x20 : byte
            if " _-.".utf8.contains(byte) {
                result.append(UInt8(ascii: "_"))
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : 0
            let isChange =
                byte.isCapital && (next.isSmall || next.isDigit) || byte.isSmall && (next.isCapital || next.isDigit)
                || byte.isDigit && (next.isCapital || next.isSmall)
            guard isChange else {
                result.append(lower)
                continue
            }
            // The last capital of an acronym begins the next word.
            if byte.isCapital, next.isSmall, index > 0, characters[index - 1].isCapital {
                result.append(UInt8(ascii: "_"))
            }
            result.append(lower)
            if byte.isSmall || byte.isDigit || next.isDigit { result.append(UInt8(ascii: "_")) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Words joined, each with a capital.
    private static func camel(_ text: String) -> String {
        var result: [UInt8] = []
        var capitalizesNext = true
        var wasCapital = false
        for byte in trimmed(text) {
            var byte = byte
            let isCapital = byte.isCapital
            if capitalizesNext {
                if byte.isSmall { byte &= ~0x20 }
            } else if wasCapital, isCapital {
                byte |= 0x20
            }
            wasCapital = isCapital
            if byte.isCapital || byte.isSmall {
                result.append(byte)
                capitalizesNext = false
            } else if byte.isDigit {
                result.append(byte)
                capitalizesNext = true
            } else {
                capitalizesNext = " _-.".utf8.contains(byte)
                if !capitalizesNext, byte >= 0x80 { result.append(byte) }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)[...]
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return Array(bytes)
    }
}

extension UInt8 {
    fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isSmall: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
