/// The differences of two texts as `diff -u` prints them.
package enum UnifiedDiff {
    private static let context = 3

    /// One line of both texts together.
    private struct Line {
        var mark: Character
        var text: Substring
        /// How many lines of each text stand before it.
        var old: Int
        var new: Int
    }

    /// - Parameters:
    ///   - old: nil where there is no such file.
    ///   - new: nil where there is no such file.
    /// - Returns: nothing where the texts are equal.
    package static func text(old: String?, new: String?, path: String) -> String {
        guard old != new else { return "" }
        var output = "--- \(old == nil ? "/dev/null" : "a/\(path)")\n+++ \(new == nil ? "/dev/null" : "b/\(path)")\n"
        let lines = merge(split(old ?? ""), split(new ?? ""))
        for hunk in hunks(lines) {
            let rows = lines[hunk]
            guard let first = rows.first else { continue }
            let removed = rows.filter { $0.mark != "+" }.count
            let added = rows.filter { $0.mark != "-" }.count
            output += "@@ -\(range(first.old, removed)) +\(range(first.new, added)) @@\n"
            for row in rows { output += "\(row.mark)\(row.text)\n" }
        }
        return output
    }

    private static func range(_ before: Int, _ count: Int) -> String {
        "\(count == 0 ? before : before + 1)" + (count == 1 ? "" : ",\(count)")
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func merge(_ old: [Substring], _ new: [Substring]) -> [Line] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(Line(mark: "-", text: old[i], old: i, new: j))
                i += 1
            } else if j < new.count, inserted.contains(j) {
                lines.append(Line(mark: "+", text: new[j], old: i, new: j))
                j += 1
            } else {
                lines.append(Line(mark: " ", text: old[i], old: i, new: j))
                (i, j) = (i + 1, j + 1)
            }
        }
        return lines
    }

    /// The changed lines with those around them, joined where they meet.
    private static func hunks(_ lines: [Line]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].mark != " " {
            let around = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }
}
