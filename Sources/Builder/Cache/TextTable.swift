/// Text in columns.
enum TextTable {
    /// `rows` with every column but the last as wide as its widest cell.
    static func rows(_ rows: [[String]], rightAligned: Set<Int> = []) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                if rightAligned.contains(column) { return space + cell }
                return column == row.count - 1 ? cell : cell + space
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
