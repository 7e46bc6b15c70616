import Testing

@testable import AmplitudeExporter

@Suite("Globs") struct GlobTests {
    @Test(
        "match as Go's path.Match does",
        arguments: [
            ("code_references.*", "code_references.scan.created", true), ("feature.*", "features.x", false),
            ("*", "", true), ("*", "a/b", false), ("a*", "a", true), ("a*/b", "abc/b", true), ("a*/b", "a/c/b", false),
            ("*x", "xxx", true), ("*x*y", "axbxcy", true), ("*.created", "a.b.created", true), ("a?c", "abc", true),
            ("a?c", "a/c", false), ("a?c", "aéc", true), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false),
            ("[^a-c]x", "dx", true), ("[^a-c]x", "ax", false), ("[ab\\]]", "]", true), ("[c-a]", "b", false),
            ("\\*", "*", true), ("\\*", "a", false), ("", "", true), ("", "a", false), ("a", "ab", false),
            ("[^b]", "/", true), ("*[^b]*c", "a/xc", false),
        ]
    )
    func match(pattern: String, name: String, matches: Bool) throws {
        let glob = try #require(Glob(pattern))
        #expect(glob.matches(name) == matches)
    }

    @Test(
        "are refused when malformed",
        arguments: ["[invalid", "[]", "[]a]", "[-]", "[x-]", "[-x]", "[a", "[a-", "[^", "\\", "a\\", "[\\"]
    )
    func malformed(pattern: String) { #expect(Glob(pattern) == nil) }

    @Test("of many runs take time in proportion", .timeLimit(.minutes(5)))
    func runs() throws {
        let glob = try #require(Glob(String(repeating: "*a", count: 1000) + "b"))
        #expect(!glob.matches(String(repeating: "a", count: 20_000)))
    }
}
