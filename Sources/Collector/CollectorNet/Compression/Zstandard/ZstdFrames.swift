internal import CZstd
internal import Pdata

/// Undoes zstd data: frames, and between them frames that are skipped.
///
/// Source: RFC 8878.
enum ZstdFrames {
    private static let magic: UInt32 = 0xfd2f_b528
    private static let skippableMagic: UInt32 = 0x184d_2a50

    /// The largest window that every decoder should take.
    private static let commonWindow: UInt64 = 8 << 20

    /// What is not in the frame's header.
    private static let unknownSize = UInt64.max
    private static let invalidSize = UInt64.max - 1

    /// The bytes behind one or more frames.
    static func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        var result = ByteBuilder()
        var offset = 0
        var frames = 0
        try ZstdDecompressor.pool.use { (decompressor) throws(DecompressionError) in
            repeat {
                offset += try frame(body.slice(offset..<body.count), &result, limit, decompressor)
                frames += 1
            } while offset < body.count
        }
        let isPlain = frames == 1 && window(body) <= commonWindow
        return Decompressed(bytes: result.finish(), form: isPlain ? CompressedForm(.zstd, body) : nil)
    }

    /// Decodes the frame that `body` begins with; returns how long it is.
    private static func frame(
        _ body: Bytes,
        _ result: inout ByteBuilder,
        _ limit: Int,
        _ decompressor: ZstdDecompressor
    ) throws(DecompressionError) -> Int {
        guard body.count >= 8 else { throw .malformed(.zstd) }
        let found = number(body, at: 0)
        // The library would take formats older than 1.0, too.
        guard found == magic else {
            guard found & ~0xf == skippableMagic else { throw .malformed(.zstd) }
            let length = 8 + Int(number(body, at: 4))
            guard length <= body.count else { throw .malformed(.zstd) }
            return length
        }
        let size = body.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
        guard ZSTD_isError(size) == 0, size <= body.count else { throw .malformed(.zstd) }
        let content = body.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard content != invalidSize else { throw .malformed(.zstd) }
        let allowed = limit - result.count
        if content != unknownSize, content > UInt64(allowed) { throw .tooLarge(limit: limit) }
        let frame = body.slice(0..<size)
        let firstRoom = expectedLength(of: frame)
        let most = content == unknownSize ? limit : result.count + Int(content)
        do throws(DecompressionError) {
            return try result.decode(.zstd, firstRoom: firstRoom, limit: most) { output, room in
                frame.withUnsafeBytes { decompressor.run($0, output, room) }
            }
        } catch {
            // More came out than the header says.
            guard most == limit, error == .tooLarge(limit: most) else { throw .malformed(.zstd) }
            throw error
        }
    }

    /// The length of the first frame of `body`: what its header says, or a guess.
    static func expectedLength(of body: Bytes) -> Int {
        let content = body.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard content != unknownSize, content != invalidSize else {
            return max(min(body.count, Int.max / 8) * 8, 4096)
        }
        // The header may lie: believed as far as telemetry goes at once, beyond that in steps.
        let plausible = max(min(body.count, Int.max / 64) * 64, 64 << 10)
        return Int(min(content, UInt64(plausible)))
    }

    /// The memory that a decoder needs beside input and output to undo the frame that `body` begins with.
    private static func window(_ body: Bytes) -> UInt64 {
        let descriptor = body.span.unsafeLoad(fromByteOffset: 4, as: UInt8.self)
        guard descriptor & 0x20 == 0 else {
            return body.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        }
        let byte = body.span.unsafeLoad(fromByteOffset: 5, as: UInt8.self)
        let base = UInt64(1) << (10 + UInt64(byte >> 3))
        return base + base / 8 * UInt64(byte & 7)
    }

    private static func number(_ body: Bytes, at offset: Int) -> UInt32 {
        UInt32(littleEndian: body.span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
