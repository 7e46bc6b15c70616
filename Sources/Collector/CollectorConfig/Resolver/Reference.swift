/// A `${…}` in a text.
struct Reference {
    /// The reference with its braces.
    var text: Substring

    /// What stands between the braces.
    var content: Substring { text.dropFirst(2).dropLast() }

    /// The first reference of `text` to resolve, the innermost of nested ones; nil when there is none.
    ///
    /// An odd run of `$` before the `${` escapes it.
    static func find(in text: Substring) -> Reference? {
        let bytes = text.utf8
        var start = bytes.startIndex
        while let close = bytes[start...].firstIndex(of: UInt8(ascii: "}")) {
            let next = bytes.index(after: close)
            if let open = lastOpening(bytes[start..<close]), !isEscaped(open, in: bytes[start...]) {
                return Reference(text: text[open..<next])
            }
            start = next
        }
        return nil
    }

    /// Where `text` has this reference, not counting escaped ones.
    func places(in text: String) -> [Range<String.Index>] {
        var places: [Range<String.Index>] = []
        var rest = text[...]
        while let next = Self.find(in: rest) {
            if next.text == self.text { places.append(next.text.startIndex..<next.text.endIndex) }
            rest = text[next.text.endIndex...]
        }
        return places
    }

    private static func lastOpening(_ bytes: Substring.UTF8View) -> String.Index? {
        var index = bytes.endIndex
        var following: UInt8?
        while index > bytes.startIndex {
            index = bytes.index(before: index)
            if bytes[index] == UInt8(ascii: "$"), following == UInt8(ascii: "{") { return index }
            following = bytes[index]
        }
        return nil
    }

    private static func isEscaped(_ open: String.Index, in bytes: Substring.UTF8View) -> Bool {
        bytes[..<open].reversed().prefix { $0 == UInt8(ascii: "$") }.count % 2 == 1
    }
}

extension String {
    /// The text with each `$$` as one `$`.
    var dollarsUnescaped: String {
        utf8.contains(UInt8(ascii: "$")) ? replacing(text: "$$", with: "$") : self
    }
}
