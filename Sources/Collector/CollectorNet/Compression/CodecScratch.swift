internal import Glibc
internal import Pdata

/// Memory that a compressor keeps between bodies: getting a batch's worth from the system anew costs more than copying
/// what came out.
struct CodecScratch: ~Copyable, @unchecked Sendable {
    // Sendable because the memory is owned by this one value.

    /// What is kept at most, in bytes.
    private static let most = 8 << 20

    private var base: UnsafeMutableRawPointer?
    private var capacity = 0

    deinit {
        free(base)
    }

    /// Calls `body` with room for `count` bytes, whatever they hold.
    mutating func use<Result>(_ count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        if count > capacity || base == nil {
            free(base)
            base = malloc(max(count, 1))
            guard base != nil else { preconditionFailure("out of memory: \(count) bytes asked for") }
            capacity = count
        }
        defer {
            if capacity > Self.most {
                free(base)
                base = nil
                capacity = 0
            }
        }
        return body(UnsafeMutableRawBufferPointer(start: base, count: count))
    }
}

/// The two pieces of memory that compressing takes.
struct CompressionScratch: ~Copyable {
    private var input = CodecScratch()
    private var output = CodecScratch()

    /// What `write` makes of `parts`, one after the other, in at most `bound` of their length.
    mutating func compress(
        _ parts: [Bytes],
        bound: (_ count: Int) -> Int,
        _ write: (_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Int
    ) -> Bytes {
        guard parts.count != 1 else { return parts[0].withUnsafeBytes { compress($0, room: bound($0.count), write) } }
        let count = parts.reduce(0) { $0 + $1.count }
        var input = CodecScratch()
        swap(&input, &self.input)
        let result = input.use(count) { whole in
            var offset = 0
            for part in parts {
                part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: whole[offset...]).copyMemory(from: $0) }
                offset += part.count
            }
            return compress(UnsafeRawBufferPointer(whole), room: bound(count), write)
        }
        swap(&input, &self.input)
        return result
    }

    private mutating func compress(
        _ source: UnsafeRawBufferPointer,
        room: Int,
        _ write: (_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Int
    ) -> Bytes {
        output.use(room) { target in
            // A valid pointer also for no bytes at all, which codecs do not read then.
            let base = source.baseAddress ?? UnsafeRawPointer(target.baseAddress)
            let written = write(UnsafeRawBufferPointer(start: base, count: source.count), target)
            return Bytes(copying: UnsafeRawBufferPointer(rebasing: target[..<written]))
        }
    }
}
