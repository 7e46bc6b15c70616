internal import CRE2

extension RegularExpression {
    /// `text` with each match replaced by what `replacement` returns for the matched text; nil when nothing matches.
    ///
    /// Matches do not overlap, and an empty one right behind another match counts for nothing, as in Go.
    public func replacingMatches(in text: String, with replacement: (String) -> String) -> String? {
        var text = text
        return text.withUTF8 { replacingMatches(in: UnsafeRawBufferPointer($0), with: replacement) }
    }

    private func replacingMatches(
        in text: UnsafeRawBufferPointer,
        with replacement: (String) -> String
    ) -> String? {
        guard var match = wholeMatch(in: text, from: 0) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var copied = 0
        while true {
            output += text[copied..<match.lowerBound]
            if match.upperBound > copied || match.lowerBound == 0 {
                output += replacement(String(decoding: text[match], as: UTF8.self)).utf8
            }
            copied = match.upperBound
            let next = match.isEmpty ? copied + Self.scalarWidth(text, copied) : copied
            guard next <= text.count, let following = wholeMatch(in: text, from: next) else { break }
            match = following
        }
        output += text[copied...]
        return String(decoding: output, as: UTF8.self)
    }

    private func wholeMatch(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        var range = cre2_range(start: -1, end: -1)
        guard search(text, from: start, &range, 1), range.start >= 0 else { return nil }
        return range.start..<range.end
    }

    /// The number of bytes of the scalar at `index`; 1 at the end, to step beyond it.
    private static func scalarWidth(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int {
        guard index < text.count else { return 1 }
        switch text[index] {
        case 0xF0...: return 4
        case 0xE0...: return 3
        case 0xC0...: return 2
        default: return 1
        }
    }
}
