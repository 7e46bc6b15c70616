internal import CLibDeflate
public import Pdata

extension ContentCoding {
    /// The bytes behind `body`.
    ///
    /// Memory grows with what really comes out, and never beyond `limit`: a bomb is refused there. Checksums and
    /// lengths are checked; gzip data may have several members, and nothing may follow the last.
    public func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Bytes {
        guard self != .identity else {
            guard body.count <= limit else { throw .tooLarge(limit: limit) }
            return body
        }
        let decompressor = DecompressorPool.take()
        defer { DecompressorPool.give(decompressor) }
        var result = ByteBuilder()
        var offset = 0
        repeat {
            offset += try member(body, at: offset, into: &result, limit: limit, decompressor)
        } while self == .gzip && offset < body.count
        guard offset == body.count else { throw .malformed(self) }
        return result.finish()
    }

    /// Decompresses one member, or the whole of what has no members; returns how many bytes of `body` it was.
    private func member(
        _ body: Bytes,
        at offset: Int,
        into result: inout ByteBuilder,
        limit: Int,
        _ decompressor: Decompressor
    ) throws(DecompressionError) -> Int {
        let format = format(of: body)
        let start = result.count
        let allowed = limit - start
        var room = min(allowed, firstRoom(body, from: offset))
        while true {
            var taken = 0
            var outcome = LIBDEFLATE_BAD_DATA
            result.append(capacity: max(room, 1)) { target in
                body.withUnsafeBytes { source in
                    guard let input = source.baseAddress, let output = target.baseAddress else { return 0 }
                    var written = 0
                    outcome = decompressor.run(
                        format,
                        input + offset,
                        source.count - offset,
                        output,
                        room,
                        &taken,
                        &written
                    )
                    return outcome == LIBDEFLATE_SUCCESS ? written : 0
                }
            }
            switch outcome {
            case LIBDEFLATE_SUCCESS: return taken
            case LIBDEFLATE_INSUFFICIENT_SPACE:
                guard room < allowed else { throw .tooLarge(limit: limit) }
                room = min(allowed, room > allowed / 2 ? allowed : max(room * 2, 4096))
            default: throw .malformed(self)
            }
        }
    }

    /// How much a first attempt makes room for.
    private func firstRoom(_ body: Bytes, from offset: Int) -> Int {
        let left = body.count - offset
        guard self == .gzip, left >= 18 else { return min(left, Int.max / 4) * 4 }
        // The last four bytes name the length modulo 2^32. They may lie: believed up to what deflate can reach, 1032:1.
        let claimed = body.slice(body.count - 4..<body.count).array.reversed().reduce(0) { $0 << 8 | Int($1) }
        return min(claimed, min(left, Int.max / 1032) * 1032)
    }

    private func format(of body: Bytes) -> Decompressor.Format {
        guard self != .gzip else { return .gzip }
        // RFC 1950: the first two bytes, taken as a number, are a multiple of 31, and the method is 8. Some clients
        // send bare deflate data under the name deflate.
        let head = body.slice(0..<2).array
        guard head.count == 2, head[0] & 15 == 8, (Int(head[0]) << 8 | Int(head[1])) % 31 == 0 else {
            return self == .deflate ? .raw : .zlib
        }
        return .zlib
    }
}
