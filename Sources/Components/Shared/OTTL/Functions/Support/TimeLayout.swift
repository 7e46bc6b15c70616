/// How a time is written: a list of parts, from ctime's directives or from Go's reference time.
struct TimeLayout: Sendable {
    enum Part: Sendable, Equatable {
        case literal(String)
        /// A directive of ctime by its letter.
        case directive(Character)
        /// A fraction of the second of so many digits, after a point or comma that stands before it.
        case fraction(Int)
    }

    private(set) var parts: [Part] = []

    /// The layout that `text` describes: with directives such as `%Y-%m-%d`, or as Go's `2006-01-02`.
    init(_ text: String) throws(FunctionError) {
        if text.contains("%") { try addDirectives(text) } else { addReference(text) }
    }

    private mutating func add(_ literal: String) {
        if case .literal(let before)? = parts.last {
            parts[parts.count - 1] = .literal(before + literal)
        } else {
            parts.append(.literal(literal))
        }
    }

    private static let compound: [Character: String] = [
        "D": "%m/%d/%y", "x": "%m/%d/%y", "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "r": "%I:%M:%S %p",
        "R": "%H:%M", "c": "%a %b %e %H:%M:%S %Y", "h": "%b", "v": "%e-%b-%Y",
    ]
    private static let simple = "YymoqbBfdeglaAHIkpPMSLsziZjwu"

    private mutating func addDirectives(_ text: String) throws(FunctionError) {
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "%" else {
                add(String(character))
                continue
            }
            guard let letter = rest.popFirst() else { throw FunctionError("the layout \"\(text)\" ends with a %") }
            switch letter {
            case "%": add("%")
            case "n": add("\n")
            case "t": add("\t")
            default:
                if let expansion = Self.compound[letter] {
                    try addDirectives(expansion)
                } else if Self.simple.contains(letter) {
                    parts.append(.directive(letter))
                } else {
                    throw FunctionError("unsupported ctime directive %\(letter) in \"\(text)\"")
                }
            }
        }
    }

    /// Go's reference time: the longest spelling first.
    private static let reference: [(String, Part)] = [
        ("January", .directive("B")), ("Jan", .directive("b")), ("Monday", .directive("A")), ("Mon", .directive("a")),
        ("MST", .directive("Z")), ("2006", .directive("Y")), ("-07:00", .directive("j")), ("Z07:00", .directive("J")),
        ("-0700", .directive("z")), ("Z0700", .directive("z")), ("-07", .directive("i")), ("002", .directive("N")),
        ("01", .directive("m")), ("02", .directive("d")), ("03", .directive("I")), ("04", .directive("M")),
        ("05", .directive("S")), ("06", .directive("y")), ("15", .directive("H")), ("PM", .directive("p")),
        ("pm", .directive("P")), ("_2", .directive("e")), ("1", .directive("o")), ("2", .directive("g")),
        ("3", .directive("l")), ("4", .directive("K")), ("5", .directive("U")),
    ]

    private mutating func addReference(_ text: String) {
        var rest = Substring(text)
        while let first = rest.first {
            if first == "." || first == "," {
                let digits = rest.dropFirst().prefix { $0 == "0" || $0 == "9" }
                let after = rest.dropFirst(1 + digits.count).first
                if !digits.isEmpty, !(after?.isNumber ?? false), Set(digits).count == 1 {
                    parts.append(.fraction(digits.first == "9" ? 0 : digits.count))
                    rest = rest.dropFirst(1 + digits.count)
                    continue
                }
            }
            if let (spelling, part) = Self.reference.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(spelling.count)
            } else {
                add(String(first))
                rest.removeFirst()
            }
        }
    }
}
