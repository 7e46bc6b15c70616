import Testing

@testable import Builder

@Suite struct PackageFetcherTests {
    @Test(arguments: [
        (
            "error: no versions of 'kit' match the requirement 3.0.0..<4.0.0.",
            "no versions of 'kit' match the requirement 3.0.0..<4.0.0"
        ),
        ("  fatal: repository '/a' does not exist ", "repository '/a' does not exist"),
        ("Could not resolve host: a.b", "Could not resolve host: a.b"),
    ])
    func reasonsGoOnWithinASentence(line: String, reason: String) {
        #expect(PackageFetcher.reason(in: line) == reason)
    }
}
