internal import CLZ4
internal import Pdata

/// LZ4's frame format.
enum LZ4Frames {
    /// The most bytes that lz4 makes of one.
    private static let maxRatio = 255

    /// `source` as one frame with its length and checksum.
    static func compress(_ source: Bytes) -> Bytes {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max1MB
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        preferences.frameInfo.contentSize = UInt64(source.count)
        let room = LZ4F_compressFrameBound(source.count, &preferences)
        return .compressed(source, room: room) { input, output in
            let written = LZ4F_compressFrame(output, room, input.baseAddress, input.count, &preferences)
            // With this much room, all that is left to fail is to get memory.
            precondition(LZ4F_isError(written) == 0, "out of memory: lz4 of \(input.count) bytes asked for")
            return written
        }
    }

    /// The bytes behind one or more frames.
    static func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        guard !body.isEmpty else { throw .malformed(.lz4) }
        // Made anew each time: what one keeps follows the blocks of the frame, up to 4 MiB of them.
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            preconditionFailure("out of memory: an lz4 decompressor asked for")
        }
        defer { LZ4F_freeDecompressionContext(context) }
        if let claimed = claimedLength(body), claimed > UInt64(max(limit, 0)) { throw .tooLarge(limit: limit) }
        let guess = expectedLength(of: body) ?? min(body.count, Int.max / 4) * 4
        var result = ByteBuilder(capacity: min(guess, limit))
        var offset = 0
        var frames = 0
        repeat {
            offset += try frame(body.slice(offset..<body.count), &result, limit, context)
            frames += 1
        } while offset < body.count
        return Decompressed(bytes: result.finish(), form: frames == 1 ? CompressedForm(.lz4, body) : nil)
    }

    /// Decodes the frame that `body` begins with, appending as it comes; returns how long it is.
    private static func frame(
        _ body: Bytes,
        _ result: inout ByteBuilder,
        _ limit: Int,
        _ context: OpaquePointer
    ) throws(DecompressionError) -> Int {
        var offset = 0
        var step = 64 << 10
        while true {
            let room = min(step, limit - result.count)
            var taken = 0
            var written = 0
            var hint = 0
            result.append(capacity: max(room, 1)) { target in
                body.withUnsafeBytes { source in
                    let rest = UnsafeRawBufferPointer(rebasing: source[offset...])
                    taken = rest.count
                    written = room
                    hint = LZ4F_decompress(context, target.baseAddress, &written, rest.baseAddress, &taken, nil)
                    return LZ4F_isError(hint) == 0 ? written : 0
                }
            }
            guard LZ4F_isError(hint) == 0 else { throw .malformed(.lz4) }
            offset += taken
            guard hint != 0 else { return offset }
            guard taken > 0 || written > 0 else {
                // Nothing moves: there is no more input, or no more room.
                throw offset == body.count && written < room ? .malformed(.lz4) : .tooLarge(limit: limit)
            }
            step = min(step * 2, 16 << 20)
        }
    }

    /// What the header of the first frame of `body` says, as far as it can be true; nil when it says nothing.
    static func expectedLength(of body: Bytes) -> Int? {
        guard let claimed = claimedLength(body) else { return nil }
        let most = min(body.count, Int.max / maxRatio) * maxRatio
        return Int(min(claimed, UInt64(most)))
    }

    private static func claimedLength(_ body: Bytes) -> UInt64? {
        let head = body.slice(0..<14).array
        // Source: the frame format: bit 3 of the first byte after the magic number says that the length follows.
        guard head.count == 14, head[4] & 0x08 != 0 else { return nil }
        return head[6..<14].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}
