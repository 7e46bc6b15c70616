/// The version of semantic conventions, such as `1.37.0`.
struct SemanticVersion: Comparable, CustomStringConvertible {
    private let numbers: [Int]

    /// The versions whose names for spans are known.
    static let known = SemanticVersion(numbers: [1, 37, 0])...SemanticVersion(numbers: [1, 43, 0])

    private init(numbers: [Int]) {
        self.numbers = numbers
    }

    /// The version that `text` is; what is left out at its end is zero. Nil when it is none.
    init?(_ text: String) {
        let parts = (text.hasPrefix("v") ? text.dropFirst() : Substring(text)).split(
            separator: ".",
            omittingEmptySubsequences: false
        )
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard (1...3).contains(parts.count), numbers.count == parts.count else { return nil }
        self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
    }

    static func < (lhs: SemanticVersion, rhs: SemanticVersion) -> Bool {
        lhs.numbers.lexicographicallyPrecedes(rhs.numbers)
    }

    var description: String { numbers.map(String.init).joined(separator: ".") }
}
