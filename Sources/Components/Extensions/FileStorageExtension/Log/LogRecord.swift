internal import CLibDeflate
internal import CollectorAPI
internal import Pdata

/// A record: changes that take effect together.
///
/// Format, numbers little-endian: the file's marker (8 bytes); the payload's length (4); the payload's CRC-32 (4); the
/// CRC-32 of the 16 bytes before (4); the payload. A payload is a sequence of changes: the byte 1, a key and a value; or the
/// byte 2 and a key; keys and values preceded by their length as a varint.
enum LogRecord {
    static let headerSize = 20
    /// A length beyond this is damage.
    static let largestPayload = 1 << 30

    static let setTag: UInt8 = 1
    static let deleteTag: UInt8 = 2

    /// What every file begins with, before its marker: the format and its version.
    static let magic: [UInt8] = Array("OCBLOG1\n".utf8)
    static let fileHeaderSize = 16

    /// The length of a record with the changes among `operations`; 0 when there are none.
    static func size(_ operations: [StorageOperation]) -> Int {
        let payload = operations.reduce(0) { sum, operation in
            switch operation {
            case .get: sum
            case .set(let key, let value): sum + 1 + field(key.utf8.count) + field(value.count)
            case .delete(let key): sum + 1 + field(key.utf8.count)
            }
        }
        return payload == 0 ? 0 : headerSize + payload
    }

    private static func field(_ length: Int) -> Int {
        var size = 1
        var rest = length >> 7
        while rest > 0 {
            size += 1
            rest >>= 7
        }
        return size + length
    }

    /// Appends a record with the changes among `operations`, if there are any.
    static func append(_ operations: [StorageOperation], marker: UInt64, to output: inout ByteBuilder) {
        guard size(operations) > 0 else { return }
        let start = output.count
        output.append(capacity: headerSize) { room in
            room.initializeMemory(as: UInt8.self, repeating: 0)
            return headerSize
        }
        for operation in operations {
            switch operation {
            case .get: continue
            case .set(let key, let value):
                output.append(setTag)
                append(key, to: &output)
                append(UInt64(value.count), to: &output)
                output.append(value)
            case .delete(let key):
                output.append(deleteTag)
                append(key, to: &output)
            }
        }
        output.withUnsafeMutableBytes { bytes in
            let record = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            let payload = UnsafeRawBufferPointer(rebasing: record[headerSize...])
            record.storeBytes(of: marker.littleEndian, as: UInt64.self)
            record.storeBytes(
                of: UInt32(truncatingIfNeeded: payload.count).littleEndian,
                toByteOffset: 8,
                as: UInt32.self
            )
            record.storeBytes(of: checksum(payload).littleEndian, toByteOffset: 12, as: UInt32.self)
            let header = UnsafeRawBufferPointer(rebasing: record[..<16])
            record.storeBytes(of: checksum(header).littleEndian, toByteOffset: 16, as: UInt32.self)
        }
    }

    /// The bytes that a file with `marker` begins with.
    static func fileHeader(marker: UInt64) -> Bytes {
        Bytes(magic + (0..<8).map { UInt8(truncatingIfNeeded: marker >> (8 * UInt64($0))) })
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        libdeflate_crc32(0, bytes.baseAddress, bytes.count)
    }

    private static func append(_ text: String, to output: inout ByteBuilder) {
        append(UInt64(text.utf8.count), to: &output)
        output.append(utf8: text)
    }

    private static func append(_ number: UInt64, to output: inout ByteBuilder) {
        var rest = number
        while rest > 0x7f {
            output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        output.append(UInt8(rest))
    }
}
