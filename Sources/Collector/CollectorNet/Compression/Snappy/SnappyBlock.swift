internal import CSnappy
internal import Pdata

/// Snappy's block format: the length, then the data in one piece.
enum SnappyBlock {
    /// More than the most bytes that snappy makes of one: three bytes copy up to 64.
    static let maxRatio = 22

    /// `source` as one block.
    static func compress(_ source: Bytes) -> Bytes {
        let room = snappy_max_compressed_length(source.count)
        return .compressed(source, room: room) { input, output in
            compress(input, output, room)
        }
    }

    /// The bytes behind the block that `body` is.
    static func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        guard let length = body.withUnsafeBytes({ length(of: $0) }) else { throw .malformed(.snappy) }
        guard length <= limit else { throw .tooLarge(limit: limit) }
        var result = ByteBuilder(capacity: length)
        guard decode(body, length, into: &result) else { throw .malformed(.snappy) }
        return Decompressed(bytes: result.finish(), form: CompressedForm(.snappy, body))
    }

    /// Compresses `input` into `room` bytes at `output`, as many as ``snappy_max_compressed_length`` says.
    static func compress(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawPointer, _ room: Int) -> Int {
        var written = room
        // With this much room there is nothing that can fail.
        snappy_compress(
            input.baseAddress?.assumingMemoryBound(to: CChar.self),
            input.count,
            output.assumingMemoryBound(to: CChar.self),
            &written
        )
        return written
    }

    /// How many bytes the block that `body` is stands for; nil when it cannot be that many.
    static func length(of body: UnsafeRawBufferPointer) -> Int? {
        var length = 0
        let start = body.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard snappy_uncompressed_length(start, body.count, &length) == SNAPPY_OK,
            length <= min(body.count, Int.max / maxRatio) * maxRatio
        else { return nil }
        return length
    }

    /// Appends the `length` bytes behind the block that `body` is; false when it is malformed.
    static func decode(_ body: Bytes, _ length: Int, into result: inout ByteBuilder) -> Bool {
        var isValid = false
        result.append(capacity: max(length, 1)) { target in
            body.withUnsafeBytes { source in
                var written = length
                let status = snappy_uncompress(
                    source.baseAddress?.assumingMemoryBound(to: CChar.self),
                    source.count,
                    target.baseAddress?.assumingMemoryBound(to: CChar.self),
                    &written
                )
                isValid = status == SNAPPY_OK && written == length
                return isValid ? written : 0
            }
        }
        return isValid
    }
}
