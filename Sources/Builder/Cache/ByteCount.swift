/// A number of bytes as people write it: `12MB`, `1.5 GB`, `4096`. A megabyte is 1024 × 1024 bytes, as everywhere here.
package struct ByteCount: Sendable, Hashable, CustomStringConvertible {
    package var bytes: Int

    package init(_ bytes: Int) {
        self.bytes = bytes
    }

    private static let units: [(names: [String], shift: Int)] = [
        (["GB", "GiB", "G"], 30), (["MB", "MiB", "M"], 20), (["KB", "KiB", "K", "kB"], 10), (["B", ""], 0),
    ]

    /// Reads `text`; nil where it is no such number.
    package init?(_ text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = Double(number), let match = Self.units.first(where: { $0.names.contains(String(unit)) })
        else { return nil }
        guard let bytes = Int(exactly: (value * Double(1 << match.shift)).rounded()) else { return nil }
        self.bytes = bytes
    }

    /// With one digit after the point where that says something: `18.5 MB`.
    package var description: String {
        if bytes < 1 << 10 { return "\(bytes) B" }
        let (shift, name) = bytes >= 1 << 30 ? (30, "GB") : bytes >= 1 << 20 ? (20, "MB") : (10, "KB")
        let tenths = Int((Double(bytes) * 10 / Double(1 << shift)).rounded())
        return "\(tenths / 10).\(tenths % 10) \(name)"
    }
}
