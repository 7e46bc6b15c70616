// The standard library has these in _StringProcessing, which would add its engine of regular expressions, 1.5 MB, to
// every collector.
extension StringProtocol {
    /// Where `text` is found first, by UTF-8; nil where it is not, and of an empty text.
    package func firstRange(ofText text: String) -> Range<String.Index>? {
        guard let first = text.utf8.first else { return nil }
        var start = utf8.startIndex
        while let candidate = utf8[start...].firstIndex(of: first) {
            let rest = utf8[candidate...]
            if rest.starts(with: text.utf8) {
                return candidate..<utf8.index(candidate, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: candidate)
        }
        return nil
    }

    /// Whether `text` is found, by UTF-8; an empty one is not.
    package func contains(text: String) -> Bool { firstRange(ofText: text) != nil }

    /// This text with `replacement` in each place of `text`, from left to right.
    package func replacing(text: String, with replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(ofText: text) {
            result += rest[..<range.lowerBound]
            result += replacement
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
