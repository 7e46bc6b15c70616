/// Statements in JSON, of which the structure and the keys stay.
struct JSONStatement {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    /// The brackets that are open.
    private var open: [UInt8] = []

    private init(_ text: String) {
        bytes = Array(text.utf8)
        output.reserveCapacity(bytes.count)
    }

    /// `text` with `"?"` for each value and without white space; nil when it is no object or list. Several documents, as bulk requests
    /// have them, stay one a line.
    static func sanitize(_ text: String) -> String? {
        var statement = JSONStatement(text)
        statement.skipSpace()
        guard statement.byte == ascii("{") || statement.byte == ascii("[") else { return nil }
        while statement.position < statement.bytes.count {
            if !statement.output.isEmpty { statement.output.append(ascii("\n")) }
            guard statement.document() else { return nil }
            statement.skipSpace()
        }
        return String(decoding: statement.output, as: UTF8.self)
    }

    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take() {
        output.append(byte)
        position += 1
    }

    /// Reads one value with all that is in it; false when it is none.
    private mutating func document() -> Bool {
        repeat {
            guard value() else { return false }
            // What follows a value: the ends of what it is in, or the next value in it.
            while let bracket = open.last {
                skipSpace()
                if byte == bracket {
                    take()
                    open.removeLast()
                    continue
                }
                guard byte == ascii(",") else { return false }
                take()
                guard bracket == ascii("]") || key() else { return false }
                break
            }
        } while !open.isEmpty
        return true
    }

    /// Reads a scalar, an empty container, or the beginning of another one up to its first value.
    private mutating func value() -> Bool {
        while true {
            skipSpace()
            guard byte == ascii("{") || byte == ascii("[") else { return scalar() }
            let bracket = byte == ascii("{") ? ascii("}") : ascii("]")
            take()
            skipSpace()
            if byte == bracket {
                take()
                return true
            }
            open.append(bracket)
            guard bracket == ascii("]") || key() else { return false }
        }
    }

    private mutating func key() -> Bool {
        skipSpace()
        let start = position
        guard string() else { return false }
        output += bytes[start..<position]
        skipSpace()
        guard byte == ascii(":") else { return false }
        take()
        return true
    }

    private mutating func scalar() -> Bool {
        guard string() || number() || ["true", "false", "null"].contains(where: { literal($0) }) else { return false }
        output += "\"?\"".utf8
        return true
    }

    private mutating func string() -> Bool {
        guard byte == ascii("\"") else { return false }
        position += 1
        while position < bytes.count {
            switch byte {
            case ascii("\""):
                position += 1
                return true
            case ascii("\\"):
                position += 2
            case 0..<0x20:
                return false
            default:
                position += 1
            }
        }
        position = bytes.count
        return false
    }

    private mutating func number() -> Bool {
        let start = position
        if byte == ascii("-") { position += 1 }
        guard digits() else {
            position = start
            return false
        }
        if byte == ascii(".") {
            position += 1
            guard digits() else { return false }
        }
        if byte | 0x20 == ascii("e") {
            position += 1
            if byte == ascii("+") || byte == ascii("-") { position += 1 }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while (ascii("0")...ascii("9")).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func literal(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }
}

private func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
