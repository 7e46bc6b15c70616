/// A statement in SQL whose literals are replaced, and whose comments go, while the rest stays as it is written.
struct SQLStatement {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    /// Whether what comes next may be a value, so that a sign belongs to it.
    private var expectsValue = true
    /// Whether double quotes enclose strings rather than names.
    private let quotesStringsTwice: Bool
    /// Whether a backslash in a string escapes what is behind it.
    private let hasBackslashes: Bool

    private init(_ text: String, system: String) {
        bytes = Array(text.utf8)
        quotesStringsTwice = system == "mysql" || system == "mariadb"
        // Elsewhere only in strings that begin with E. Where the database is unknown, more is hidden that way.
        hasBackslashes = quotesStringsTwice || system.isEmpty || system == "clickhouse" || system == "hive"
        output.reserveCapacity(bytes.count)
    }

    /// The statement with `?` for each literal, without comments.
    ///
    /// - Parameter system: the database in lower case; empty when unknown.
    static func sanitize(_ text: String, system: String) -> String {
        var statement = SQLStatement(text, system: system)
        while statement.position < statement.bytes.count { statement.next() }
        return String(decoding: trimmed(statement.output), as: UTF8.self)
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }

    private func byte(_ offset: Int) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    private mutating func next() {
        let byte = byte(0)
        switch byte {
        case _ where Self.isSpace(byte):
            copy(1)
        case ascii("'"):
            replaceString(ascii("'"), escapes: hasBackslashes)
        case ascii("\"") where quotesStringsTwice:
            replaceString(byte, escapes: true)
        case ascii("\""), ascii("`"):
            copyName(to: byte)
        case ascii("-") where self.byte(1) == ascii("-"), ascii("#") where quotesStringsTwice:
            position = bytes[position...].firstIndex(of: ascii("\n")) ?? bytes.count
        case ascii("/") where self.byte(1) == ascii("*"):
            skipComment()
        case ascii("$"):
            replaceDollars()
        case ascii("-") where expectsValue && isNumber(at: 1), ascii("+") where expectsValue && isNumber(at: 1):
            position += 1
            replaceNumber()
        case _ where isNumber(at: 0):
            replaceNumber()
        case _ where Self.isOfName(byte):
            word()
        case ascii("@"), ascii(":"):
            variable()
        default:
            expectsValue = byte != ascii(")") && byte != ascii("]")
            copy(1)
        }
    }

    private mutating func copy(_ count: Int) {
        output += bytes[position..<min(position + count, bytes.count)]
        position += count
    }

    private mutating func placeholder() {
        output.append(ascii("?"))
        expectsValue = false
    }

    /// Replaces the string that begins here, to its end or that of the statement.
    private mutating func replaceString(_ quote: UInt8, escapes: Bool) {
        position += 1
        while position < bytes.count {
            if bytes[position] == quote {
                guard byte(1) == quote else { break }
                position += 1
            } else if escapes, bytes[position] == ascii("\\") {
                position += 1
            }
            position += 1
        }
        position += 1
        placeholder()
    }

    /// Copies the quoted name that begins here.
    private mutating func copyName(to quote: UInt8) {
        let end = bytes[(position + 1)...].firstIndex(of: quote) ?? bytes.count - 1
        appendName(bytes[position...end])
        position = end + 1
    }

    /// Comments may lie in each other.
    private mutating func skipComment() {
        var depth = 0
        while position < bytes.count {
            if byte(0) == ascii("/"), byte(1) == ascii("*") {
                depth += 1
                position += 2
            } else if byte(0) == ascii("*"), byte(1) == ascii("/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
    }

    /// Replaces `$1`, and a string between `$tag$` and the next of its kind.
    private mutating func replaceDollars() {
        let end = bytes[(position + 1)...].firstIndex { !Self.isOfName($0) } ?? bytes.count
        let tag = bytes[position..<end]
        guard end < bytes.count, bytes[end] == ascii("$"), !Self.isDigit(byte(1)) else {
            position = end
            return tag.count > 1 ? placeholder() : output.append(ascii("$"))
        }
        let delimiter = Array(bytes[position...end])
        position = end + 1
        while position < bytes.count, !bytes[position...].starts(with: delimiter) { position += 1 }
        position = min(position + delimiter.count, bytes.count)
        placeholder()
    }

    private func isNumber(at offset: Int) -> Bool {
        Self.isDigit(byte(offset)) || byte(offset) == ascii(".") && Self.isDigit(byte(offset + 1))
    }

    private mutating func replaceNumber() {
        while position < bytes.count {
            let byte = byte(0)
            // The sign of an exponent, unless the number is hexadecimal.
            let isSign = byte == ascii("+") || byte == ascii("-")
            guard Self.isOfName(byte) || byte == ascii(".") || isSign && isExponent(at: position - 1) else { break }
            position += 1
        }
        placeholder()
    }

    private func isExponent(at index: Int) -> Bool {
        guard index > 0, bytes[index] | 0x20 == ascii("e"), Self.isDigit(byte(1)) else { return false }
        var start = index
        while start > 0, Self.isDigit(bytes[start - 1]) || bytes[start - 1] == ascii(".") { start -= 1 }
        return start < index && (start == 0 || !Self.isOfName(bytes[start - 1]))
    }

    /// Keywords, names, and the prefixes of strings.
    private mutating func word() {
        let end = bytes[position...].firstIndex { !Self.isOfName($0) } ?? bytes.count
        let word = bytes[position..<end]
        position = end
        if byte(0) == ascii("'"), Self.stringPrefixes.contains(lowercased(word)) {
            return replaceString(ascii("'"), escapes: hasBackslashes || word.first.map { $0 | 0x20 } == ascii("e"))
        }
        if Self.literals.contains(lowercased(word)) { return placeholder() }
        appendName(word)
        expectsValue = Self.beforeValues.contains(lowercased(word))
    }

    /// The name of a variable or parameter, which is no value.
    private mutating func variable() {
        copy(1)
        while byte(0) == ascii("@") || byte(0) == ascii(":") { copy(1) }
        guard !Self.isDigit(byte(0)) else { return replaceNumber() }
        while position < bytes.count, Self.isOfName(byte(0)) { copy(1) }
        expectsValue = false
    }

    /// Appends a name, in which digits tell one table or column from many alike.
    private mutating func appendName(_ name: ArraySlice<UInt8>) {
        var wasDigit = false
        for byte in name {
            let isDigit = Self.isDigit(byte)
            if !isDigit { output.append(byte) } else if !wasDigit { output.append(ascii("?")) }
            wasDigit = isDigit
        }
        expectsValue = false
    }

    private func lowercased(_ word: ArraySlice<UInt8>) -> String {
        String(decoding: word, as: UTF8.self).lowercased()
    }

    private static let literals: Set<String> = ["true", "false", "null"]
    private static let stringPrefixes: Set<String> = [
        "e", "n", "b", "x", "u", "r", "_utf8", "_utf8mb4", "_latin1", "_binary",
    ]
    private static let beforeValues: Set<String> = [
        "select", "where", "and", "or", "not", "in", "between", "like", "limit", "offset", "values", "then", "else",
        "when",
        "return", "set", "by", "top",
    ]

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (ascii("0")...ascii("9")).contains(byte) }
    private static func isOfName(_ byte: UInt8) -> Bool {
        isDigit(byte) || (ascii("a")...ascii("z")).contains(byte | 0x20) || byte == ascii("_") || byte >= 0x80
    }
}

private func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
