/// The header values that stand for the tokens.
struct AcceptedTokens: Sendable {
    private let values: [[UInt8]]

    /// The value of the first token; nil when there is none.
    let first: String?

    init(_ tokens: [String], scheme: String) {
        let texts = tokens.map { scheme.isEmpty ? $0 : "\(scheme) \($0)" }
        values = texts.map { Array($0.utf8) }
        first = texts.first
    }

    /// The tokens in `text`, one a line, white space around them dropped.
    ///
    /// - Throws: when there is none; a server that took an empty token would let everybody in.
    init(file text: String, _ path: String, scheme: String) throws(TokenFileError) {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            let start = line.drop(while: \.isWhitespace)
            return String(start.reversed().drop(while: \.isWhitespace).reversed())
        }
        let tokens = lines.filter { !$0.isEmpty }
        guard !tokens.isEmpty else { throw TokenFileError(description: "\(path) holds no token") }
        guard tokens.allSatisfy({ $0.utf8.allSatisfy(BearerTokenAuthExtensionConfig.isValueByte) }) else {
            throw TokenFileError(description: "a token in \(path) contains a control character")
        }
        self.init(tokens, scheme: scheme)
    }

    /// Whether `value` is that of a token; the time that it takes tells nothing but lengths.
    func contains(_ value: String) -> Bool {
        let candidate = Array(value.utf8)
        var isFound = false
        for value in values where Self.isEqual(value, candidate) { isFound = true }
        return isFound
    }

    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}

/// What is wrong with a file of tokens.
struct TokenFileError: Error, CustomStringConvertible {
    let description: String
}
