package import Pdata

/// What a storage file holds, as far as it is whole.
package struct LogContents: Sendable {
    /// A change that the file records.
    package struct Change: Sendable, Hashable {
        /// The key.
        package var key: String
        /// Where in the file the value lies; nil when the key's value is taken away.
        package var value: Range<Int>?
        /// Where in the file the whole record lies.
        package var record: Range<Int>
    }

    /// The changes, in order.
    package var changes: [Change] = []

    /// The parts of the file that are no records, or none that are whole.
    package var damage: [Range<Int>] = []

    /// Whether the only damage is that the last record was cut off, as the end of a process does.
    package var isCutShort = false
}

/// Reads storage files: a pure function of their bytes, that survives any.
///
/// A record that is damaged inside is skipped by its length. Where the length is damaged too, reading goes on at the next
/// place that holds the file's marker and a header whose checksum is right; the marker is random for each file, so that
/// no value can contain what looks like a record.
package struct LogReader {
    private let file: Bytes
    private let marker: UInt64
    private var contents = LogContents()

    /// What `file`, which was begun with `marker`, holds.
    package static func read(_ file: Bytes, marker: UInt64) -> LogContents {
        var reader = LogReader(file: file, marker: marker)
        reader.read()
        return reader.contents
    }

    private init(file: Bytes, marker: UInt64) {
        self.file = file
        self.marker = marker
    }

    private enum Header {
        case valid(payload: Int, checksum: UInt32)
        case damaged
        case cutShort
    }

    private mutating func read() {
        let header = LogRecord.fileHeader(marker: marker)
        var offset = 0
        if file.slice(0..<header.count) == header {
            offset = header.count
        } else if file.count < header.count {
            if file.count > 0 { contents.damage.append(0..<file.count) }
            contents.isCutShort = true
            return
        } else {
            offset = skip(from: 0)
        }
        while offset < file.count {
            switch self.header(at: offset) {
            case .valid(let payload, let checksum):
                offset = record(at: offset, payload, checksum)
            case .cutShort:
                noteEnd(offset)
                return
            case .damaged:
                offset = skip(from: offset)
            }
        }
    }

    /// Reads the record at `offset`, and returns where the next one begins.
    private mutating func record(at offset: Int, _ length: Int, _ checksum: UInt32) -> Int {
        let start = offset + LogRecord.headerSize
        guard length <= file.count - start else {
            noteEnd(offset)
            return file.count
        }
        let end = start + length
        let payload = file.slice(start..<end)
        guard payload.withUnsafeBytes(LogRecord.checksum) == checksum, let changes = changes(start, end, from: offset)
        else {
            contents.damage.append(offset..<end)
            return end
        }
        contents.changes += changes
        return end
    }

    private func changes(_ start: Int, _ end: Int, from record: Int) -> [LogContents.Change]? {
        var changes: [LogContents.Change] = []
        var offset = start
        while offset < end {
            let tag = byte(offset)
            offset += 1
            guard let key = field(&offset, end) else { return nil }
            var change = LogContents.Change(key: file.slice(key).text, value: nil, record: record..<end)
            switch tag {
            case LogRecord.setTag:
                guard let value = field(&offset, end) else { return nil }
                change.value = value
            case LogRecord.deleteTag: break
            default: return nil
            }
            changes.append(change)
        }
        return changes
    }

    /// The bytes that a length at `offset` says follow it.
    private func field(_ offset: inout Int, _ end: Int) -> Range<Int>? {
        var length: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard offset < end else { return nil }
            let byte = byte(offset)
            offset += 1
            length |= UInt64(byte & 0x7f) << shift
            guard byte < 0x80 else { continue }
            guard length <= UInt64(end - offset) else { return nil }
            defer { offset += Int(length) }
            return offset..<offset + Int(length)
        }
        return nil
    }

    // MARK: Damage

    /// The record that begins at `offset` goes beyond the end of the file.
    private mutating func noteEnd(_ offset: Int) {
        contents.isCutShort = contents.damage.isEmpty
        contents.damage.append(offset..<file.count)
    }

    /// The next place from `offset` on where a record begins whose header is right.
    private mutating func skip(from offset: Int) -> Int {
        var candidate = offset
        while let next = find(from: candidate) {
            if case .valid(let payload, _) = header(at: next), payload <= file.count - next - LogRecord.headerSize {
                if next > offset { contents.damage.append(offset..<next) }
                return next
            }
            candidate = next + 1
        }
        contents.damage.append(offset..<file.count)
        return file.count
    }

    /// The next place of the marker from `offset` on.
    private func find(from offset: Int) -> Int? {
        let first = UInt8(truncatingIfNeeded: marker)
        return file.withUnsafeBytes { bytes in
            var place = offset
            while place + 8 <= bytes.count {
                guard let next = bytes[place...].firstIndex(of: first), next + 8 <= bytes.count else { return nil }
                if UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self)) == marker {
                    return next
                }
                place = next + 1
            }
            return nil
        }
    }

    private func header(at offset: Int) -> Header {
        guard LogRecord.headerSize <= file.count - offset else {
            let rest = file.slice(offset..<file.count)
            let begun = Bytes((0..<8).map { UInt8(truncatingIfNeeded: marker >> (8 * UInt64($0))) })
            let isBegun = rest.slice(0..<8) == begun.slice(0..<min(8, rest.count))
            return isBegun ? .cutShort : .damaged
        }
        return file.slice(offset..<offset + LogRecord.headerSize).withUnsafeBytes { bytes in
            let start = UnsafeRawBufferPointer(rebasing: bytes[..<16])
            guard UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) == marker,
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
                    == LogRecord.checksum(start)
            else { return .damaged }
            let length = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            guard length <= UInt32(LogRecord.largestPayload) else { return .damaged }
            return .valid(payload: Int(length), checksum: checksum)
        }
    }

    private func byte(_ offset: Int) -> UInt8 {
        file.withUnsafeBytes { $0[offset] }
    }
}
