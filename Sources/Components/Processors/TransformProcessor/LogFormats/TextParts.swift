extension StringProtocol {
    /// The text without the whitespace around it.
    func trimmingWhitespace() -> String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    /// The parts between whitespace.
    func words() -> [String] {
        unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String(String.UnicodeScalarView($0)) }
    }

    /// The parts between `separator`, at most `limit`, of which the last has the rest.
    func parts(_ separator: UInt8, limit: Int) -> [String] {
        utf8.split(separator: separator, maxSplits: limit - 1, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// At which byte `part` first occurs; nil when it does not.
    func utf8Offset(of part: String) -> Int? {
        let text = Array(utf8)
        let part = Array(part.utf8)
        guard part.count <= text.count else { return nil }
        return (0...(text.count - part.count)).first { text[$0...].starts(with: part) }
    }
}
