internal import Pdata
internal import RegularExpressions

extension Arguments {
    /// The regular expression at `index`: compiled now where it is a constant, else for each record.
    func pattern(_ index: Int) throws(FunctionError) -> TypedGetter<RegularExpression> {
        try compiled(index) { $0 }
    }

    /// The glob at `index`, as a regular expression.
    func glob(_ index: Int) throws(FunctionError) -> TypedGetter<RegularExpression> {
        try compiled(index, Glob.pattern)
    }

    private func compiled(
        _ index: Int,
        _ spelled: @escaping @Sendable (String) -> String
    ) throws(FunctionError) -> TypedGetter<RegularExpression> {
        if let text = self[index].constant?.string {
            do throws(RegularExpressionError) {
                let pattern = try RegularExpression(spelled(text))
                return { _ in pattern }
            } catch {
                throw FunctionError("the pattern \"\(text)\" is not valid: \(error.reason)")
            }
        }
        let text = string(index)
        return { (evaluation) throws(EvaluationError) in
            let text = try text(evaluation)
            do throws(RegularExpressionError) {
                return try RegularExpression(spelled(text))
            } catch {
                throw EvaluationError("the pattern \"\(text)\" is not valid: \(error.reason)")
            }
        }
    }
}

/// Patterns of files' names: `*`, `?`, `[…]` and `{…,…}`; they match whole texts.
enum Glob {
    /// The regular expression that matches what `glob` does.
    static func pattern(_ glob: String) -> String {
        var result = "^(?s:"
        var braces = 0
        var scalars = glob.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "*": result += ".*"
            case "?": result += "."
            case "\\": result += quoted(scalars.next() ?? "\\")
            case "{":
                braces += 1
                result += "(?:"
            case "}" where braces > 0:
                braces -= 1
                result += ")"
            case "," where braces > 0:
                result += "|"
            case "[":
                result += "["
                var isFirst = true
                while let member = scalars.next() {
                    if member == "]", !isFirst { break }
                    if isFirst, member == "!" || member == "^" {
                        result += "^"
                        continue
                    }
                    isFirst = false
                    if member == "\\" || member == "[" || member == "]" || member == "^" { result += "\\" }
                    result.unicodeScalars.append(member)
                }
                result += "]"
            default: result += quoted(scalar)
            }
        }
        return result + ")$"
    }

    private static func quoted(_ scalar: Unicode.Scalar) -> String {
        "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) ? "\\\(scalar)" : "\(scalar)"
    }
}

/// What takes the place of a match: text in which `$1`, `${1}` and `${name}` stand for groups, and `$$` for `$`.
struct ReplacementTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case group(Int)
        case name(String)
    }

    private var parts: [Part] = []

    init(_ text: String) {
        var plain = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "$" else {
                plain.append(character)
                continue
            }
            if rest.first == "$" {
                rest.removeFirst()
                plain.append("$")
            } else if let name = Self.name(&rest) {
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(Int(name).map { .group($0) } ?? .name(name))
            } else {
                plain.append("$")
            }
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
    }

    /// Takes the name or number after a `$`; nil when there is none.
    private static func name(_ rest: inout Substring) -> String? {
        func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
        if rest.first == "{" {
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: rest.startIndex)..<end]
            guard !name.isEmpty, name.allSatisfy(isWord) else { return nil }
            rest = rest[rest.index(after: end)...]
            return String(name)
        }
        let name = rest.prefix(while: isWord)
        guard !name.isEmpty else { return nil }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    /// The text for a match in `text`, whose groups lie at `ranges`; groups that are not there are nothing.
    func expanded(_ ranges: [Range<Int>?], in text: UnsafeRawBufferPointer, _ names: [String?]) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text):
                result += text
            case .group(let number):
                if ranges.indices.contains(number), let range = ranges[number] { result += text.string(range) }
            case .name(let name):
                guard let index = names.firstIndex(of: name), let range = ranges[index + 1] else { continue }
                result += text.string(range)
            }
        }
        return result
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes at `range`, read as UTF-8.
    func string(_ range: Range<Int>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: self[range]), as: UTF8.self)
    }
}

extension RegularExpression {
    /// Calls `body` with where each match in `text` lies: first the whole, then the groups. No two overlap.
    func forEachMatch(in text: UnsafeRawBufferPointer, _ body: ([Range<Int>?]) -> Void) {
        var position = 0
        var lastEnd = -1
        while position <= text.count, let ranges = firstMatch(utf8: text, from: position), let whole = ranges[0] {
            // None that is empty and begins where the one before ended.
            if whole.upperBound > lastEnd || whole.lowerBound > lastEnd { body(ranges) }
            lastEnd = whole.upperBound
            position = whole.isEmpty ? text.endOfScalar(after: whole.upperBound) : whole.upperBound
        }
    }

    /// `text` with `replacement` in the place of every match; nil when there is none.
    func replacing(
        in text: UnsafeRawBufferPointer,
        _ replacement: ([Range<Int>?]) -> String
    ) -> String? {
        var result: [UInt8] = []
        var copied = 0
        var isReplaced = false
        forEachMatch(in: text) { ranges in
            guard let whole = ranges[0] else { return }
            result += text[copied..<whole.lowerBound]
            result += Array(replacement(ranges).utf8)
            copied = whole.upperBound
            isReplaced = true
        }
        guard isReplaced else { return nil }
        result += text[copied...]
        return String(decoding: result, as: UTF8.self)
    }
}

extension UnsafeRawBufferPointer {
    /// Where the character of UTF-8 that begins at `start` ends.
    fileprivate func endOfScalar(after start: Int) -> Int {
        var end = start + 1
        while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
