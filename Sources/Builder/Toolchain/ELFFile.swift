import Foundation

/// What a 64-bit little-endian ELF file asks of the dynamic linker.
///
/// The bytes are not trusted: every offset and length in them is checked, and what does not fit gives nil.
package struct ELFFile: Sendable, Equatable {
    /// The sonames of the shared libraries that are loaded with it; empty for a static program.
    package private(set) var needed: [String] = []
    /// The dynamic linker; nil for a static program.
    package private(set) var interpreter: String?
    /// In bytes.
    package let size: Int

    private static let mostSegments: UInt64 = 1024
    private static let mostNeeded = 1024
    private static let longestName = 4096

    /// Reads the file at `path`; nil where it is no such file.
    package init?(path: String) {
        // A few pages of it are looked at; reading all of a collector takes longer than all else where nothing has changed.
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return nil }
        self.init(data)
    }

    /// Reads a file's content; nil where it is no such file.
    init?(_ bytes: Data) {
        let reader = Reader(bytes: bytes)
        size = bytes.count
        guard bytes.prefix(6).elementsEqual([0x7f, 0x45, 0x4c, 0x46, 2, 1]),
            let table = reader.integer(at: 32, size: 8),
            let step = reader.integer(at: 54, size: 2), let count = reader.integer(at: 56, size: 2),
            count <= Self.mostSegments
        else { return nil }
        var segments: [Segment] = []
        for index in 0..<count {
            guard let start = sum(table, index &* step), let segment = Segment(reader, at: start) else { return nil }
            segments.append(segment)
        }
        if let segment = segments.first(where: { $0.type == .interpreter }) {
            guard let name = reader.text(at: segment.offset, longest: Self.longestName) else { return nil }
            interpreter = name
        }
        guard let dynamic = segments.first(where: { $0.type == .dynamic }) else { return }
        guard let names = Self.needed(dynamic, segments, reader) else { return nil }
        needed = names
    }

    private static func needed(_ dynamic: Segment, _ segments: [Segment], _ reader: Reader) -> [String]? {
        var offsets: [UInt64] = []
        var stringTable: UInt64?
        var position: UInt64 = 0
        while position < dynamic.size {
            guard let start = sum(dynamic.offset, position), let tag = reader.integer(at: start, size: 8),
                let next = sum(start, 8), let value = reader.integer(at: next, size: 8)
            else { return nil }
            if tag == 0 { break }
            if tag == 1 { offsets.append(value) }
            if tag == 5 { stringTable = value }
            guard offsets.count <= mostNeeded else { return nil }
            position &+= 16
        }
        if offsets.isEmpty { return [] }
        // The table's address is where it will be loaded; a segment says where in the file that is.
        guard let stringTable,
            let segment = segments.first(where: {
                $0.type == .load && stringTable >= $0.address && stringTable - $0.address < $0.size
            }), let table = sum(segment.offset, stringTable - segment.address)
        else { return nil }
        var names: [String] = []
        for offset in offsets {
            guard let start = sum(table, offset), let name = reader.text(at: start, longest: longestName) else {
                return nil
            }
            names.append(name)
        }
        return names
    }

    private struct Segment {
        enum Kind { case load, dynamic, interpreter, other }

        var type: Kind
        var offset: UInt64
        var address: UInt64
        var size: UInt64

        init?(_ reader: Reader, at start: UInt64) {
            guard start <= UInt64(Int64.max), let type = reader.integer(at: start, size: 4),
                let offset = reader.integer(at: start + 8, size: 8),
                let address = reader.integer(at: start + 16, size: 8),
                let size = reader.integer(at: start + 32, size: 8)
            else { return nil }
            self.type = [1: .load, 2: .dynamic, 3: .interpreter][type] ?? .other
            self.offset = offset
            self.address = address
            self.size = size
        }
    }

    private struct Reader {
        let bytes: Data

        func integer(at offset: UInt64, size: Int) -> UInt64? {
            guard let start = Int(exactly: offset), bytes.count >= size, start <= bytes.count - size else { return nil }
            let first = bytes.startIndex + start
            return bytes[first..<first + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// The text up to the next zero byte.
        func text(at offset: UInt64, longest: Int) -> String? {
            guard let start = Int(exactly: offset), start < bytes.count else { return nil }
            let rest = bytes[(bytes.startIndex + start)...].prefix(longest)
            guard let end = rest.firstIndex(of: 0) else { return nil }
            return String(decoding: rest[..<end], as: UTF8.self)
        }
    }
}

/// The sum, where it is representable.
private func sum(_ one: UInt64, _ other: UInt64) -> UInt64? {
    let (value, overflow) = one.addingReportingOverflow(other)
    return overflow ? nil : value
}
