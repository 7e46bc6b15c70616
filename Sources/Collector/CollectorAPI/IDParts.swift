/// Why a text is not the id of a component or pipeline.
public struct IDError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in upstream's words.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The two halves of `head[/name]`, trimmed and checked as far as both kinds of id share the rules.
struct IDParts {
    let head: String
    let name: String

    init(parsing text: String) throws(IDError) {
        guard !text.isEmpty else { throw IDError("id must not be empty") }
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        head = Self.trimmed(halves[0])
        name = halves.count == 2 ? Self.trimmed(halves[1]) : ""
        if halves.count == 2 {
            guard !head.isEmpty else { throw IDError("in \"\(text)\" id: the part before / should not be empty") }
            guard !name.isEmpty else { throw IDError("in \"\(text)\" id: the part after / should not be empty") }
        }
        guard !head.isEmpty else { throw IDError("id must not be empty") }
        guard name.count <= 1024 else {
            throw IDError(
                "in \"\(text)\" id: name \"\(name)\" is longer than 1024 characters (\(name.count) characters)"
            )
        }
        guard name.unicodeScalars.allSatisfy(Self.isNameScalar) else {
            throw IDError("in \"\(text)\" id: invalid character(s) in name \"\(name)\"")
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    /// Anything but separators, control characters and symbols (`[^\pZ\pC\pS]`).
    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: false
        default: true
        }
    }
}
