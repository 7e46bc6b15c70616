import Foundation

/// The cache as `swift-ocb cache show` prints it.
package struct CacheRecord: Codable, Sendable {
    package var path: String
    /// In bytes, as all sizes here.
    package var limit: Int
    package var bytes: Int
    package var libraries: [CacheFolder.Entry]

    package init(_ folder: CacheFolder, limit: ByteCount) {
        path = folder.path
        self.limit = limit.bytes
        libraries = folder.entries
        bytes = libraries.reduce(0) { $0 + $1.bytes }
    }

    /// For people.
    package var text: String {
        let summary = "\(path): \(ByteCount(bytes)) of \(ByteCount(limit))"
        guard !libraries.isEmpty else { return summary }
        let rows = libraries.map { entry in
            [
                "\(ByteCount(entry.bytes))", CompilerCosts.text(entry.compileSeconds),
                entry.lastUsed.formatted(.iso8601.dateTimeSeparator(.space)),
                entry.library + (entry.holder.map { " (in use by \($0))" } ?? ""),
            ]
        }
        return summary + "\n\n"
            + TextTable.rows(
                [["size", "CPU s", "last used", "compiled for the library in"]] + rows,
                rightAligned: [0, 1]
            )
    }
}
