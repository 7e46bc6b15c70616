/// A pattern that names match as a whole: `*` is any run without `/`, `?` one scalar other than `/`, `[a-z]` and `[^a]` are
/// classes, and `\` takes the next scalar as it is.
///
/// Source: Go's `path.Match`, which users' configurations are written for.
struct Glob: Sendable {
    fileprivate enum Token {
        case scalar(Unicode.Scalar)
        case anyScalar
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let tokens: [Token]

    /// The pattern written as `text`; nil when it is malformed.
    init?(_ text: String) {
        var tokens: [Token] = []
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.anyRun)
            case "?": tokens.append(.anyScalar)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                tokens.append(.scalar(escaped))
            case "[":
                guard let token = Self.readClass(&rest) else { return nil }
                tokens.append(token)
            default: tokens.append(.scalar(scalar))
            }
        }
        self.tokens = tokens
    }

    private static func readClass(_ rest: inout Substring.UnicodeScalarView) -> Token? {
        var isNegated = false
        if rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isEmpty = true
        while true {
            if rest.first == "]", !isEmpty {
                rest.removeFirst()
                return .oneOf(ranges, isNegated: isNegated)
            }
            guard let low = readMember(&rest) else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = readMember(&rest) else { return nil }
                high = end
            }
            // A range that runs backwards is legal, and holds nothing.
            if low <= high { ranges.append(low...high) }
            isEmpty = false
        }
    }

    private static func readMember(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
        return scalar == "\\" ? rest.popFirst() : scalar
    }

    /// Whether the whole of `name` matches.
    func matches(_ name: String) -> Bool {
        let name = name.unicodeScalars
        var position = name.startIndex
        var token = 0
        // Where the last run began to be tried, and how far it reaches by now.
        var run: (token: Int, end: String.Index)?
        while true {
            if token < tokens.count, case .anyRun = tokens[token] {
                token += 1
                run = (token, position)
                continue
            }
            if token == tokens.count, position == name.endIndex { return true }
            if token < tokens.count, position < name.endIndex, tokens[token].matches(name[position]) {
                token += 1
                position = name.index(after: position)
                continue
            }
            guard let (next, end) = run, end < name.endIndex, name[end] != "/" else { return false }
            position = name.index(after: end)
            token = next
            run = (next, position)
        }
    }
}

extension Glob.Token {
    fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let own): own == scalar
        case .anyScalar: scalar != "/"
        case .anyRun: false
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
