import CollectorConfig
import Testing

/// Plain searches in text.
@Suite struct TextSearchTests {
    @Test(arguments: [
        ("a::b", "::", 1), ("::", "::", 0), ("a:b::", "::", 3), ("aaab", "aab", 1), ("größe: 1", ": ", 7),
    ])
    func findsTheFirst(_ text: String, _ searched: String, _ offset: Int) throws {
        let range = try #require(text.firstRange(ofText: searched))
        #expect(text.utf8.distance(from: text.utf8.startIndex, to: range.lowerBound) == offset)
        #expect(text[range] == searched)
    }

    @Test(arguments: [("", ":"), ("abc", "abcd"), ("a:", "::"), ("abc", ""), ("", "")])
    func findsNothing(_ text: String, _ searched: String) {
        #expect(text.firstRange(ofText: searched) == nil)
        #expect(!text.contains(text: searched))
    }

    @Test func replacesEachFromLeftToRight() {
        #expect("a$$b$$$".replacing(text: "$$", with: "$") == "a$b$$")
        #expect("one\r\ntwo\n".replacing(text: "\n", with: "\\n") == "one\r\\ntwo\\n")
        #expect("unchanged".replacing(text: "", with: "x") == "unchanged")
    }
}
