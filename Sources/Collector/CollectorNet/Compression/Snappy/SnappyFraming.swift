internal import CSnappy
internal import Pdata

/// Snappy's framing format: chunks of up to 64 KiB of data, each with a checksum.
///
/// Source: framing_format.txt of google/snappy.
enum SnappyFraming {
    private enum Kind {
        static let compressed: UInt8 = 0x00
        static let plain: UInt8 = 0x01
        /// Chunks from here on may be skipped, padding among them.
        static let skippable: UInt8 = 0x80
        static let identifier: UInt8 = 0xff
    }

    private struct Chunk {
        var kind: UInt8
        var content: Bytes
    }

    private static let identifier = Bytes([0xff, 6, 0, 0] + Array("sNaPpY".utf8))
    private static let headerSize = 4
    private static let checksumSize = 4
    private static let maxData = 64 << 10

    /// Whether `body` begins as framed data does.
    static func begins(_ body: Bytes) -> Bool {
        body.slice(0..<identifier.count) == identifier
    }

    // MARK: Compressing

    /// `source` as a stream identifier and chunks.
    static func compress(_ source: Bytes) -> Bytes {
        let most = snappy_max_compressed_length(maxData)
        let chunks = source.count / maxData + 1
        var result = ByteBuilder(capacity: identifier.count + chunks * (headerSize + checksumSize) + source.count / 2)
        result.append(identifier)
        for start in stride(from: 0, to: source.count, by: maxData) {
            append(source.slice(start..<start + maxData), most, to: &result)
        }
        return result.finish()
    }

    private static func append(_ data: Bytes, _ most: Int, to result: inout ByteBuilder) {
        let prefix = headerSize + checksumSize
        let sum = data.withUnsafeBytes(checksum)
        result.append(capacity: prefix + max(most, data.count)) { target in
            guard let base = target.baseAddress else { return 0 }
            var length = data.withUnsafeBytes { SnappyBlock.compress($0, base + prefix, most) }
            // As other writers do: what hardly shrinks is not worth the reader's time.
            let isWorthIt = length < data.count - data.count / 8
            if !isWorthIt {
                data.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[prefix...]).copyMemory(from: $0) }
                length = data.count
            }
            let header = UInt32(length + checksumSize) << 8 | UInt32(isWorthIt ? Kind.compressed : Kind.plain)
            base.storeBytes(of: header.littleEndian, as: UInt32.self)
            base.storeBytes(of: sum.littleEndian, toByteOffset: headerSize, as: UInt32.self)
            return prefix + length
        }
    }

    /// The checksum of `data` as the format stores it.
    private static func checksum(_ data: UnsafeRawBufferPointer) -> UInt32 {
        let sum = CRC32C.checksum(data)
        return (sum >> 15 | sum << 17) &+ 0xa282_ead8
    }

    // MARK: Decompressing

    /// The bytes behind the chunks that `body` is.
    static func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        let (length, isPlain) = try measure(body, limit)
        var result = ByteBuilder(capacity: length)
        var offset = 0
        while let chunk = try next(body, &offset) {
            try append(chunk, to: &result)
        }
        return Decompressed(bytes: result.finish(), form: isPlain ? CompressedForm(.framedSnappy, body) : nil)
    }

    /// How many bytes the chunks of `body` say that they stand for; nil when they are malformed.
    static func expectedLength(of body: Bytes) -> Int? {
        try? measure(body, .max).length
    }

    /// How many bytes the chunks say that they stand for, none more than it can, and whether they are those that every
    /// reader takes.
    private static func measure(_ body: Bytes, _ limit: Int) throws(DecompressionError) -> (length: Int, isPlain: Bool)
    {
        guard begins(body) else { throw .malformed(.framedSnappy) }
        var offset = identifier.count
        var length = 0
        var isPlain = true
        while let chunk = try next(body, &offset) {
            switch chunk.kind {
            case Kind.compressed, Kind.plain: length += try dataLength(chunk)
            default: isPlain = false
            }
            guard length <= limit else { throw .tooLarge(limit: limit) }
        }
        return (length, isPlain)
    }

    /// The chunk at `offset`, which moves behind it; nil at the end.
    private static func next(_ body: Bytes, _ offset: inout Int) throws(DecompressionError) -> Chunk? {
        guard offset < body.count else { return nil }
        guard body.count - offset >= headerSize else { throw .malformed(.framedSnappy) }
        let header = number(body, at: offset)
        let start = offset + headerSize
        let length = Int(header >> 8)
        guard length <= body.count - start else { throw .malformed(.framedSnappy) }
        offset = start + length
        return Chunk(kind: UInt8(truncatingIfNeeded: header), content: body.slice(start..<offset))
    }

    /// How many bytes a chunk of data stands for.
    private static func dataLength(_ chunk: Chunk) throws(DecompressionError) -> Int {
        guard chunk.content.count >= checksumSize else { throw .malformed(.framedSnappy) }
        let data = chunk.content.slice(checksumSize..<chunk.content.count)
        guard let length = chunk.kind == Kind.plain ? data.count : data.withUnsafeBytes({ SnappyBlock.length(of: $0) }),
            length <= maxData
        else { throw .malformed(.framedSnappy) }
        return length
    }

    private static func append(_ chunk: Chunk, to result: inout ByteBuilder) throws(DecompressionError) {
        switch chunk.kind {
        case Kind.compressed, Kind.plain: break
        case Kind.identifier:
            // Streams may be joined.
            guard chunk.content == identifier.slice(headerSize..<identifier.count) else {
                throw .malformed(.framedSnappy)
            }
            return
        case Kind.skippable...: return
        default: throw .malformed(.framedSnappy)
        }
        let length = try dataLength(chunk)
        let data = chunk.content.slice(checksumSize..<chunk.content.count)
        let start = result.count
        if chunk.kind == Kind.plain {
            result.append(data)
        } else if !SnappyBlock.decode(data, length, into: &result) {
            throw .malformed(.framedSnappy)
        }
        let found = result.withUnsafeMutableBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        guard found == number(chunk.content, at: 0) else { throw .malformed(.framedSnappy) }
    }

    private static func number(_ body: Bytes, at offset: Int) -> UInt32 {
        UInt32(littleEndian: body.span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
