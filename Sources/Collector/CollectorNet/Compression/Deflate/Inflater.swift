internal import Pdata

/// Undoes gzip, zlib and bare deflate data of known length.
enum Inflater {
    /// The most bytes that deflate makes of one.
    private static let maxRatio = 1032

    /// The bytes behind one or more gzip members.
    static func gzip(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        var result = ByteBuilder()
        var offset = 0
        var members = 0
        try DeflateDecompressor.pool.use { (decompressor) throws(DecompressionError) in
            repeat {
                let rest = body.slice(offset..<body.count)
                offset += try member(
                    rest,
                    .gzip,
                    .gzip,
                    &result,
                    limit,
                    firstRoom: expectedLength(of: rest),
                    decompressor
                )
                members += 1
            } while offset < body.count
        }
        // Some readers stop after the first member; a header with optional fields is checked by some readers only.
        let isPlain = members == 1 && body.span.unsafeLoad(fromByteOffset: 3, as: UInt8.self) == 0
        return Decompressed(bytes: result.finish(), form: isPlain ? CompressedForm(.gzip, body) : nil)
    }

    /// The bytes behind zlib data, known as `coding`.
    static func zlib(_ body: Bytes, limit: Int, _ coding: ContentCoding) throws(DecompressionError) -> Decompressed {
        let bytes = try single(body, .zlib, coding, limit)
        return Decompressed(bytes: bytes, form: CompressedForm(coding, body))
    }

    /// The bytes behind deflate data without a header, as some clients send under the name deflate.
    static func raw(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        Decompressed(bytes: try single(body, .raw, .deflate, limit))
    }

    /// Whether `body` begins as zlib data does.
    ///
    /// Source: RFC 1950: the first two bytes, taken as a number, are a multiple of 31, and the method is 8.
    static func hasZlibHeader(_ body: Bytes) -> Bool {
        let head = body.slice(0..<2).array
        return head.count == 2 && head[0] & 15 == 8 && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
    }

    private static func single(
        _ body: Bytes,
        _ format: DeflateDecompressor.Format,
        _ coding: ContentCoding,
        _ limit: Int
    ) throws(DecompressionError) -> Bytes {
        var result = ByteBuilder()
        let room = min(body.count, Int.max / 8) * 8
        let taken = try DeflateDecompressor.pool.use { (decompressor) throws(DecompressionError) in
            try member(body, format, coding, &result, limit, firstRoom: room, decompressor)
        }
        guard taken == body.count else { throw .malformed(coding) }
        return result.finish()
    }

    /// Inflates the member that `body` begins with; returns how long it is.
    private static func member(
        _ body: Bytes,
        _ format: DeflateDecompressor.Format,
        _ coding: ContentCoding,
        _ result: inout ByteBuilder,
        _ limit: Int,
        firstRoom: Int,
        _ decompressor: DeflateDecompressor
    ) throws(DecompressionError) -> Int {
        guard !body.isEmpty else { throw .malformed(coding) }
        return try result.decode(coding, firstRoom: firstRoom, limit: limit) { output, room in
            body.withUnsafeBytes { decompressor.run(format, $0, output, room) }
        }
    }

    /// The length of the last gzip member of `body`, which its last four bytes name modulo 2^32.
    static func expectedLength(of body: Bytes) -> Int {
        guard body.count >= 18 else { return body.count }
        let claimed = body.span.unsafeLoadUnaligned(fromByteOffset: body.count - 4, as: UInt32.self)
        // They may lie: believed as far as telemetry goes at once, beyond that in steps.
        let plausible = max(min(body.count, Int.max / 64) * 64, 64 << 10)
        return min(Int(UInt32(littleEndian: claimed)), plausible, min(body.count, Int.max / maxRatio) * maxRatio)
    }
}
