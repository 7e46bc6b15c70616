/// A text in which `$1`, `$name` and `${name}` stand for groups of a match, and `$$` for a dollar sign, as in Go.
struct NameTemplate {
    private let text: Substring

    init(_ text: String) {
        self.text = text[...]
    }

    /// The text with what `group` returns for each name or number.
    func expand(_ group: (String) -> String) -> String {
        var result = ""
        var rest = text
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest.removeFirst()
            } else if let (name, after) = Self.name(rest) {
                result += group(name)
                rest = after
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    /// The name that `text` begins with, as long as it can be, and what is behind it.
    private static func name(_ text: Substring) -> (name: String, after: Substring)? {
        let isBraced = text.first == "{"
        let body = isBraced ? text.dropFirst() : text
        let name = body.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !name.isEmpty else { return nil }
        let after = body[name.endIndex...]
        guard isBraced else { return (String(name), after) }
        return after.first == "}" ? (String(name), after.dropFirst()) : nil
    }
}
