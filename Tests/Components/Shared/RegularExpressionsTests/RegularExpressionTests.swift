import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    @Test func matchesAnywhereUnlessAnchored() throws {
        let anywhere = try RegularExpression("b+")
        #expect(anywhere.matches("abc"))
        #expect(!anywhere.matches("ac"))
        #expect(try !RegularExpression("^b").matches("abc"))
        #expect(try RegularExpression("").matches(""))
        #expect(try RegularExpression("^$").matches(""))
        #expect(try RegularExpression("ä.ü").matches("xäöüx"))
    }

    @Test func findsGroups() throws {
        let url = try RegularExpression(#"^(?P<scheme>\w+)://(?P<host>[^/:]+)(:(?P<port>\d+))?"#)
        #expect(url.groupNames == ["scheme", "host", nil, "port"])
        #expect(url.groups(in: "http://example.com/") == ["http", "example.com", nil, nil])
        #expect(url.groups(in: "http://h:80") == ["http", "h", ":80", "80"])
        #expect(url.groups(in: "nothing") == nil)
        #expect(try RegularExpression("é").firstMatch(in: "caféé", from: 4) == [5..<7])
    }

    /// More groups than the C face keeps on its stack.
    @Test func findsManyGroups() throws {
        let letters = "abcdefghijklmnop"
        let pattern = try RegularExpression(letters.map { "(\($0))" }.joined())
        #expect(pattern.groups(in: letters) == letters.map { String($0) })
    }

    @Test(arguments: [
        (#"(?<year>\d+)"#, "in 2025", "2025"),
        (#"\((?<x>\w)\)"#, "(a)", "a"),
        (#"[(?<](?<x>y)"#, "<y", "y"),
        (#"[]](?<x>y)"#, "]y", "y"),
        (#"\Q(?<\E(?<x>y)"#, "(?<y", "y"),
    ])
    func takesBothSpellingsOfNamedGroups(pattern: String, text: String, group: String) throws {
        #expect(try RegularExpression(pattern).groups(in: text)?.last == group)
    }

    @Test(arguments: ["(", "[a", "a**", "(?P<n>x)(?P<n>y)", "(?=x)", #"\8"#, "x{2000}"])
    func saysWhatIsWrong(pattern: String) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        #expect(error?.pattern == pattern)
        #expect(error?.reason.isEmpty == false)
    }

    /// As Go's `ReplaceAllStringFunc`.
    @Test(arguments: [
        ("4[0-9]{3}", "card 4111 and 4222", "card <4111> and <4222>"), ("x", "abc", nil), (".*", "", "<>"),
        (".*", "abc", "<abc>"), (".*", "a\nb", "<a>\n<b>"), (".*", "a\n\nb", "<a>\n<>\n<b>"),
        ("b*", "abäb", "<>a<b>ä<b>"),
        ("", "äb", "<>ä<>b<>"), ("^a", "aa", "<a>a"), ("a|", "ba", "<>b<a>"),
    ])
    func replacesMatches(pattern: String, text: String, expected: String?) throws {
        #expect(try RegularExpression(pattern).replacingMatches(in: text) { "<\($0)>" } == expected)
    }

    /// Backtracking engines need ages for this.
    @Test func isLinear() throws {
        let pattern = try RegularExpression("(x+x+)+y")
        #expect(!pattern.matches(String(repeating: "x", count: 20_000)))
    }
}
