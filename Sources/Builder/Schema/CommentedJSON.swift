import Foundation

/// A text of JSON with comments and trailing commas, as editors keep their settings, whose objects get new members while
/// everything else in it stays as it is.
struct CommentedJSON {
    private(set) var bytes: [UInt8]

    /// An object's place, and its members' in their order.
    struct Object {
        /// Of the brace that ends it.
        var end: Int
        var members: [Member]
        /// Whether a comma follows the last member.
        var endsWithComma: Bool
    }

    struct Member {
        var key: String
        var keyStart: Int
        var value: Range<Int>
    }

    private static let deepest = 256

    /// - Returns: nil where `text` is not one object.
    init?(_ text: String) {
        bytes = Array(text.utf8)
        guard let start = skipSpace(0), let root = object(at: start), skipSpace(root.end + 1) == bytes.count else {
            return nil
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The outermost object.
    var root: Object? { skipSpace(0).flatMap { object(at: $0) } }

    /// The object that is the value of `member`; nil where it is something else.
    func object(_ member: Member) -> Object? { object(at: member.value.lowerBound) }

    /// The texts of a value that is a text or a list of them; nil where it is something else.
    func texts(_ member: Member) -> [String]? {
        let start = member.value.lowerBound
        if bytes[start] == UInt8(ascii: "\"") { return string(at: start).map { [$0.text] } }
        guard bytes[start] == UInt8(ascii: "["), var position = skipSpace(start + 1) else { return nil }
        var texts: [String] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "]") {
            guard let found = string(at: position), var next = skipSpace(found.end), next < bytes.count else {
                return nil
            }
            texts.append(found.text)
            if bytes[next] == UInt8(ascii: ",") {
                guard let after = skipSpace(next + 1) else { return nil }
                next = after
            } else if bytes[next] != UInt8(ascii: "]") {
                return nil
            }
            position = next
        }
        return texts
    }

    // MARK: Editing

    /// Puts `value`, which is JSON, in the place of the member's.
    mutating func replace(_ member: Member, with value: String) {
        bytes.replaceSubrange(member.value, with: Array(value.utf8))
    }

    /// Adds a member at the object's end, in a line of its own.
    ///
    /// - Parameter value: JSON; its lines but for the first are indented as the member is, and a tab in it by one step more.
    mutating func add(_ key: String, _ value: String, to object: Object, depth: Int) {
        let indentation = object.members.first.flatMap(indentation) ?? String(repeating: "    ", count: depth)
        let closing = String(indentation.dropLast(indentation.count / max(depth, 1)))
        let unit = String(indentation.prefix(indentation.count / max(depth, 1)))
        let lines = value.replacing("\t", with: unit).split(separator: "\n").joined(separator: "\n" + indentation)
        let member = "\n\(indentation)\(Self.quoted(key)): \(lines)"
        var last = object.end
        while last > 0, Self.isSpace(bytes[last - 1]) { last -= 1 }
        // What stands before the brace may be a comment, so the comma goes to the value.
        bytes.replaceSubrange(last..<object.end, with: Array((member + "\n" + closing).utf8))
        if let previous = object.members.last, !object.endsWithComma {
            bytes.insert(UInt8(ascii: ","), at: previous.value.upperBound)
        }
    }

    /// As JSON has it.
    static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    /// The space before a member that begins its line.
    private func indentation(_ member: Member) -> String? {
        var start = member.keyStart
        while start > 0, [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(bytes[start - 1]) { start -= 1 }
        guard start > 0, bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
        return String(decoding: bytes[start..<member.keyStart], as: UTF8.self)
    }

    // MARK: Reading

    private func object(at start: Int) -> Object? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{"), var position = skipSpace(start + 1) else {
            return nil
        }
        var object = Object(end: start, members: [], endsWithComma: false)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "}") {
                object.end = position
                return object
            }
            guard object.members.isEmpty || object.endsWithComma, let key = string(at: position),
                let colon = skipSpace(key.end), colon < bytes.count, bytes[colon] == UInt8(ascii: ":"),
                let first = skipSpace(colon + 1), let end = value(at: first), var next = skipSpace(end)
            else { return nil }
            object.members.append(Member(key: key.text, keyStart: position, value: first..<end))
            object.endsWithComma = next < bytes.count && bytes[next] == UInt8(ascii: ",")
            if object.endsWithComma {
                guard let after = skipSpace(next + 1) else { return nil }
                next = after
            }
            position = next
        }
        return nil
    }

    /// Where the value that begins at `start` ends.
    private func value(at start: Int) -> Int? {
        var brackets: [UInt8] = []
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let text = string(at: position) else { return nil }
                position = text.end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard brackets.count < Self.deepest else { return nil }
                brackets.append(bytes[position] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if brackets.isEmpty { return position > start ? position : nil }
                guard brackets.popLast() == bytes[position] else { return nil }
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if brackets.isEmpty { return position > start ? position : nil }
                position += 1
            case let byte where Self.isSpace(byte) || byte == UInt8(ascii: "/"):
                guard let next = skipSpace(position), next > position else { return nil }
                position = next
                continue
            default: position += 1
            }
            if brackets.isEmpty, position > start, !isWord(position) { return position }
        }
        return nil
    }

    /// Whether a number or a name goes on at `position`.
    private func isWord(_ position: Int) -> Bool {
        guard position < bytes.count, let last = bytes[..<position].last else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            let letter = Character(UnicodeScalar(byte))
            return byte < 0x80 && (letter.isLetter || letter.isNumber || "+-.".contains(letter))
        }
        return isLetter(last) && isLetter(bytes[position])
    }

    private func string(at start: Int) -> (text: String, end: Int)? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] != UInt8(ascii: "\n") else { return nil }
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        let data = Data(bytes[start...position])
        return (try? JSONDecoder().decode(String.self, from: data)).map { ($0, position + 1) }
    }

    /// The next byte that is neither space nor in a comment; nil where a comment does not end.
    private func skipSpace(_ start: Int) -> Int? {
        var position = start
        while position < bytes.count {
            if Self.isSpace(bytes[position]) {
                position += 1
            } else if bytes[position...].starts(with: Array("//".utf8)) {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if bytes[position...].starts(with: Array("/*".utf8)) {
                let rest = bytes[(position + 2)...]
                guard let end = rest.indices.first(where: { rest[$0...].starts(with: Array("*/".utf8)) }) else {
                    return nil
                }
                position = end + 2
            } else {
                return position
            }
        }
        return position
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}
