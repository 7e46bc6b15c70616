import Testing

@testable import CollectorService

@Suite struct LineDifferenceTests {
    @Test func equalTextsDoNotDiffer() {
        #expect(LineDifference.lines(["a", "b"], ["a", "b"]) == [])
        #expect(LineDifference.lines([], []) == [])
    }

    @Test func whatIsFarFromADifferenceIsLeftOut() {
        let expected = (1...9).map(String.init)
        var actual = expected
        actual[4] = "five"
        #expect(LineDifference.lines(expected, actual) == ["  …", "  3", "  4", "- 5", "+ five", "  6", "  7", "  …"])
    }

    @Test func insertionsAndRemovalsStayApart() {
        #expect(LineDifference.lines(["a", "b", "c"], ["b", "c", "d"]) == ["- a", "  b", "  c", "+ d"])
        #expect(LineDifference.lines(["a"], []) == ["- a"])
        #expect(LineDifference.lines([], ["a"]) == ["+ a"])
        #expect(LineDifference.lines(["a", "a"], ["a"]) == ["  a", "- a"])
    }

    /// Too much to compare in pairs is shown as it is.
    @Test func hugeTextsAreComparedAsAWhole() {
        let expected = (0..<3000).map { "e\($0)" }
        let actual = (0..<3000).map { "a\($0)" }
        #expect(LineDifference.lines(expected, actual).count == 6000)
    }
}
