/// The part of a 64-bit little-endian ELF file that says which shared libraries it needs.
package enum ELFFile {
    private static let loadSegment: UInt32 = 1
    private static let dynamicSegment: UInt32 = 2
    private static let neededTag: UInt64 = 1
    private static let stringTableTag: UInt64 = 5

    /// The sonames that the dynamic linker will look for; nil where `bytes` are no such file, empty for a static one.
    package static func neededLibraries(_ bytes: [UInt8]) -> [String]? {
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), let table = integer(bytes, at: 32, size: 8),
            let size = integer(bytes, at: 54, size: 2), let count = integer(bytes, at: 56, size: 2)
        else { return nil }
        var segments: [Segment] = []
        for index in 0..<count {
            let (offset, overflow) = table.addingReportingOverflow(index &* size)
            guard !overflow, let start = Int(exactly: offset), let segment = Segment(bytes, at: start) else {
                return nil
            }
            segments.append(segment)
        }
        guard let dynamic = segments.first(where: { $0.type == dynamicSegment }) else { return [] }
        var names: [UInt64] = []
        var stringTable: UInt64?
        var offset = Int(exactly: dynamic.offset) ?? bytes.count
        let end = min(bytes.count, Int(clamping: dynamic.offset.addingReportingOverflow(dynamic.size).partialValue))
        while offset + 16 <= end, let tag = integer(bytes, at: offset, size: 8), tag != 0,
            let value = integer(bytes, at: offset + 8, size: 8)
        {
            if tag == neededTag { names.append(value) }
            if tag == stringTableTag { stringTable = value }
            offset += 16
        }
        // The table's address is where it is loaded; a segment says where in the file that is.
        guard let stringTable,
            let segment = segments.first(where: {
                $0.type == loadSegment && stringTable >= $0.address && stringTable &- $0.address < $0.size
            })
        else { return names.isEmpty ? [] : nil }
        let start = segment.offset &+ (stringTable &- segment.address)
        return names.compactMap { text(bytes, at: start &+ $0) }
    }

    private struct Segment {
        var type: UInt32
        var offset: UInt64
        var address: UInt64
        var size: UInt64

        init?(_ bytes: [UInt8], at start: Int) {
            guard let type = integer(bytes, at: start, size: 4), let offset = integer(bytes, at: start &+ 8, size: 8),
                let address = integer(bytes, at: start &+ 16, size: 8),
                let size = integer(bytes, at: start &+ 32, size: 8)
            else { return nil }
            self.type = UInt32(truncatingIfNeeded: type)
            self.offset = offset
            self.address = address
            self.size = size
        }
    }

    private static func integer(_ bytes: [UInt8], at offset: Int, size: Int) -> UInt64? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        return (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[offset + $1]) }
    }

    private static func text(_ bytes: [UInt8], at offset: UInt64) -> String? {
        guard let start = Int(exactly: offset), bytes.indices.contains(start) else { return nil }
        let end = bytes[start...].firstIndex(of: 0) ?? bytes.endIndex
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
