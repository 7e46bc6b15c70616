extension String {
    /// This text with A–Z in lower case and everything else as it is.
    var asciiLowercased: String {
        guard utf8.contains(where: { $0 &- 0x41 < 26 }) else { return self }
        let source = utf8
        return String(unsafeUninitializedCapacity: source.count) { buffer in
            var count = 0
            for byte in source {
                buffer[count] = byte &- 0x41 < 26 ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }
}

extension StringProtocol {
    /// This text without spaces and tabs around it.
    var trimmingHTTPSpace: String {
        let start = self.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...end])
    }
}

extension StringProtocol {
    /// Where `other` first stands in this text, byte for byte.
    ///
    /// The library's `firstRange(of:)` and `contains(_:)` would link the regular expression engine into every collector.
    func firstPlace(of other: StaticString) -> Range<Index>? {
        let count = other.utf8CodeUnitCount
        let wanted = UnsafeBufferPointer(start: other.utf8Start, count: count)
        var start = utf8.startIndex
        while let end = utf8.index(start, offsetBy: count, limitedBy: utf8.endIndex) {
            if utf8[start..<end].elementsEqual(wanted) { return start..<end }
            guard start < utf8.endIndex else { return nil }
            start = utf8.index(after: start)
        }
        return nil
    }
}
