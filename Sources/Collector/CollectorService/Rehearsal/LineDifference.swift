/// How two texts differ, line by line.
enum LineDifference {
    /// Of longer texts only what differs between their common beginning and end is compared, as a whole.
    private static let mostCells = 4_000_000
    /// How many equal lines stand around those that differ.
    private static let context = 2

    /// The lines that differ, with `-` before those of `expected` and `+` before those of `actual`, and a few around them;
    /// nothing when the texts are equal.
    static func lines(_ expected: [String], _ actual: [String]) -> [String] {
        guard expected != actual else { return [] }
        let prefix = zip(expected, actual).prefix { $0 == $1 }.count
        let most = min(expected.count, actual.count) - prefix
        let suffix = zip(expected.reversed(), actual.reversed()).prefix(most).prefix { $0 == $1 }.count
        let marked =
            expected[..<prefix].map { (" ", $0) }
            + middle(
                Array(expected[prefix..<(expected.count - suffix)]),
                Array(actual[prefix..<(actual.count - suffix)])
            )
            + expected[(expected.count - suffix)...].map { (" ", $0) }
        return shown(marked)
    }

    /// The longest common subsequence decides.
    private static func middle(_ expected: [String], _ actual: [String]) -> [(String, String)] {
        let (rows, columns) = (expected.count, actual.count)
        guard rows > 0, columns > 0, rows.multipliedReportingOverflow(by: columns).partialValue <= mostCells else {
            return expected.map { ("-", $0) } + actual.map { ("+", $0) }
        }
        // common[row][column] is the length for what follows these places.
        var common = [[Int32]](repeating: [Int32](repeating: 0, count: columns + 1), count: rows + 1)
        for row in (0..<rows).reversed() {
            for column in (0..<columns).reversed() {
                common[row][column] =
                    expected[row] == actual[column]
                    ? common[row + 1][column + 1] + 1 : max(common[row + 1][column], common[row][column + 1])
            }
        }
        var marked: [(String, String)] = []
        var (row, column) = (0, 0)
        while row < rows || column < columns {
            if row < rows, column < columns, expected[row] == actual[column] {
                marked.append((" ", expected[row]))
                (row, column) = (row + 1, column + 1)
            } else if column == columns || (row < rows && common[row + 1][column] >= common[row][column + 1]) {
                marked.append(("-", expected[row]))
                row += 1
            } else {
                marked.append(("+", actual[column]))
                column += 1
            }
        }
        return marked
    }

    /// Leaves out what is far from every difference.
    private static func shown(_ marked: [(mark: String, line: String)]) -> [String] {
        var isNear = [Bool](repeating: false, count: marked.count)
        for (index, entry) in marked.enumerated() where entry.mark != " " {
            for near in max(0, index - context)...min(marked.count - 1, index + context) { isNear[near] = true }
        }
        var lines: [String] = []
        for (index, entry) in marked.enumerated() {
            if isNear[index] {
                lines.append("\(entry.mark) \(entry.line)")
            } else if index == 0 || isNear[index - 1] {
                lines.append("  …")
            }
        }
        return lines
    }
}
