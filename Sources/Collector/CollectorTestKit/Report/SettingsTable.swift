/// The table of settings in a component's README, between two comments.
struct SettingsTable {
    private static let begin = "<!-- settings"
    private static let end = "<!-- end of settings -->"

    private let before: Substring
    private let after: Substring
    /// What stands between the comments.
    let present: Substring

    /// The table in `readme`; nil where there is no place for one.
    init?(in readme: String) {
        guard let begin = readme.firstRange(of: Self.begin),
            let line = readme[begin.lowerBound...].firstIndex(of: "\n"),
            let end = readme[line...].firstRange(of: Self.end)
        else { return nil }
        let start = readme.index(after: line)
        before = readme[..<start]
        present = readme[start..<end.lowerBound]
        after = readme[end.lowerBound...]
    }

    /// The whole text with `table` in the place of what is there.
    func text(with table: String) -> String { before + table + after }
}
