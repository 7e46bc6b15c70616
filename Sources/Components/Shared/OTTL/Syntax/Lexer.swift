internal import Pdata

/// Cuts a statement into words.
struct Lexer {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    /// The words of `text`, the last of kind `end`.
    static func tokens(of text: String) throws(SyntaxError) -> [Token] {
        guard text.utf8.count <= maxLength else {
            throw SyntaxError("the text is longer than \(maxLength) bytes", at: 0)
        }
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    /// Longer texts are refused: no one writes them, and each word of them costs memory.
    static let maxLength = 1 << 18

    private mutating func next() throws(SyntaxError) -> Token {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
        let start = position
        guard start < text.count else { return Token(kind: .end, range: start..<start) }
        let byte = text[start]
        let kind: Token.Kind
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") && Self.isDigit(peek(1)) {
            kind = try number()
        } else if Self.isLetter(byte) {
            kind = name()
        } else if byte == UInt8(ascii: "\"") {
            kind = .string(try string())
        } else {
            kind = try mark()
        }
        return Token(kind: kind, range: start..<position)
    }

    private func peek(_ distance: Int) -> UInt8 {
        let place = position + distance
        return place < text.count ? text[place] : 0
    }

    // MARK: Names and marks

    private mutating func name() -> Token.Kind {
        let start = position
        while Self.isLetter(peek(0)) || Self.isDigit(peek(0)) || peek(0) == UInt8(ascii: "_") { position += 1 }
        let name = String(decoding: text[start..<position], as: UTF8.self)
        switch name {
        case "not": return .not
        case "or": return .or
        case "and": return .and
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return text[start] < UInt8(ascii: "a") ? .upper(name) : .lower(name)
        }
    }

    private mutating func mark() throws(SyntaxError) -> Token.Kind {
        let pair = String(decoding: [peek(0), peek(1)], as: UTF8.self)
        if let comparison = ComparisonOperator(rawValue: pair) {
            position += 2
            return .comparison(comparison)
        }
        if pair == "=>" {
            position += 2
            return .arrow
        }
        let mark = Character(Unicode.Scalar(peek(0)))
        if let comparison = ComparisonOperator(rawValue: String(mark)) {
            position += 1
            return .comparison(comparison)
        }
        guard "+-*/=(){}[]:,.".contains(mark) else { throw unexpected() }
        position += 1
        return .mark(mark)
    }

    private func unexpected() -> SyntaxError {
        let rest = String(decoding: text[position...].prefix(4), as: UTF8.self)
        let found = rest.first.map(String.init) ?? ""
        let fix: String? =
            switch found {
            case "'", "`": "write strings in double quotes: \"…\""
            case "!": "negate with not"
            case "&": "write and"
            case "|": "write or"
            default: nil
            }
        return SyntaxError("unexpected \(found.debugDescription)", at: position, fix: fix)
    }

    // MARK: Literals

    private mutating func number() throws(SyntaxError) -> Token.Kind {
        if peek(0) == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x"), Hex.value(peek(2)) != nil { return try bytes() }
        let start = position
        skipDigits()
        guard peek(0) == UInt8(ascii: "."), Self.isDigit(peek(1)) else {
            let digits = String(decoding: text[start..<position], as: UTF8.self)
            guard let value = UInt64(digits) else {
                throw SyntaxError("the number \(digits) does not fit into 64 bits", at: start)
            }
            return .int(value)
        }
        position += 1
        skipDigits()
        if peek(0) | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 2 : 1
            if Self.isDigit(peek(sign)) {
                position += sign
                skipDigits()
            }
        }
        let literal = String(decoding: text[start..<position], as: UTF8.self)
        guard let value = Double(literal), value.isFinite else {
            throw SyntaxError("the number \(literal) does not fit into 64 bits", at: start)
        }
        return .float(value)
    }

    private mutating func skipDigits() {
        while Self.isDigit(peek(0)) { position += 1 }
    }

    private mutating func bytes() throws(SyntaxError) -> Token.Kind {
        let start = position
        position += 2
        var digits: [UInt8] = []
        while let digit = Hex.value(peek(0)) {
            digits.append(digit)
            position += 1
        }
        guard digits.count.isMultiple(of: 2) else {
            throw SyntaxError("a bytes literal needs an even number of hexadecimal digits", at: start)
        }
        return .bytes(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    private mutating func string() throws(SyntaxError) -> String {
        let start = position
        position += 1
        var output: [UInt8] = []
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: output, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &output)
            case UInt8(ascii: "\n"):
                throw SyntaxError("a string cannot hold a line break", at: position, fix: "write \\n")
            default:
                output.append(byte)
                position += 1
            }
        }
        throw SyntaxError("the string has no end", at: start, fix: "add a double quote")
    }

    private mutating func escape(into output: inout [UInt8]) throws(SyntaxError) {
        let start = position
        let byte = peek(1)
        position += 2
        switch byte {
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "a"): output.append(0x07)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "v"): output.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): output.append(byte)
        case UInt8(ascii: "x"): output.append(UInt8(truncatingIfNeeded: try digits(2, radix: 16, start)))
        case UInt8(ascii: "u"): try append(try digits(4, radix: 16, start), start, &output)
        case UInt8(ascii: "U"): try append(try digits(8, radix: 16, start), start, &output)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            let value = try digits(3, radix: 8, start)
            guard value <= 0xFF else { throw invalidEscape(start) }
            output.append(UInt8(truncatingIfNeeded: value))
        default:
            throw invalidEscape(start)
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32, _ start: Int) throws(SyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Hex.value(peek(0)), digit < radix else { throw invalidEscape(start) }
            value = value &* radix &+ UInt32(digit)
            position += 1
        }
        return value
    }

    private func append(_ value: UInt32, _ start: Int, _ output: inout [UInt8]) throws(SyntaxError) {
        guard let scalar = Unicode.Scalar(value) else { throw invalidEscape(start) }
        output += Array(String(scalar).utf8)
    }

    private func invalidEscape(_ start: Int) -> SyntaxError {
        let found = String(decoding: text[start...].prefix(2), as: UTF8.self)
        return SyntaxError(
            "the string has an unknown escape \(found)",
            at: start,
            fix: "write a backslash as \\\\, so that a regular expression's \\d is \\\\d"
        )
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
