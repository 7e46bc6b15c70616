/// A small ELF program with a dynamic section, made by hand.
struct ELFImage {
    /// The virtual address at which the file's first byte is loaded.
    private static let base: UInt64 = 0x40_0000
    private static let headerSize = 64
    private static let segmentSize = 56

    var needed: [String]
    /// As ELF numbers them: 62 for amd64, 183 for arm64.
    var machine: UInt64 = 62

    var bytes: [UInt8] {
        let dynamicOffset = Self.headerSize + 2 * Self.segmentSize
        let entryCount = needed.count + 2
        let stringsOffset = dynamicOffset + entryCount * 16
        var strings: [UInt8] = [0]
        var entries: [(UInt64, UInt64)] = []
        for name in needed {
            entries.append((1, UInt64(strings.count)))
            strings += Array(name.utf8) + [0]
        }
        entries.append((5, Self.base + UInt64(stringsOffset)))
        entries.append((0, 0))
        let size = stringsOffset + strings.count

        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
        bytes += Self.little(3, 2) + Self.little(machine, 2) + Self.little(1, 4) + Self.little(0, 8)
        bytes += Self.little(UInt64(Self.headerSize), 8) + Self.little(0, 8) + Self.little(0, 4)
        bytes += Self.little(64, 2) + Self.little(56, 2) + Self.little(2, 2) + Self.little(0, 6)
        bytes += Self.segment(type: 1, offset: 0, address: Self.base, size: size)
        bytes += Self.segment(
            type: 2,
            offset: dynamicOffset,
            address: Self.base + UInt64(dynamicOffset),
            size: entryCount * 16
        )
        for (tag, value) in entries { bytes += Self.little(tag, 8) + Self.little(value, 8) }
        return bytes + strings
    }

    private static func segment(type: UInt64, offset: Int, address: UInt64, size: Int) -> [UInt8] {
        little(type, 4) + little(4, 4) + little(UInt64(offset), 8) + little(address, 8) + little(address, 8)
            + little(UInt64(size), 8) + little(UInt64(size), 8) + little(8, 8)
    }

    private static func little(_ value: UInt64, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
