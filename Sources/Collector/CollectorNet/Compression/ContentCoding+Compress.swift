public import Pdata

extension ContentCoding {
    /// `parts`, one after the other, compressed.
    ///
    /// - Parameter level: nil for the default, which is the fastest: a fifth of the CPU time of zlib's default, and
    ///   within a percent of its size. Otherwise as libdeflate (0 to 12) or zstd (up to 19) counts, cut to that range;
    ///   the other codings have no levels.
    public func compress(_ parts: [Bytes], level: Int? = nil) -> Bytes {
        switch self {
        case .identity: return .joined(parts)
        case .gzip, .zlib, .deflate: return DeflateCompressor.compress(parts, self, level: level)
        case .zstd: return ZstdCompressor.compress(parts, level: level)
        case .snappy: return SnappyBlock.compress(.joined(parts))
        case .framedSnappy: return SnappyFraming.compress(.joined(parts))
        case .lz4: return LZ4Frames.compress(.joined(parts))
        }
    }

    /// From how many bytes on compressing leaves the loop, which it would hold for milliseconds.
    func offLoopSize(level: Int?) -> Int {
        guard let level, self != .zstd || level > 3 else { return 4 << 20 }
        return level > 1 ? 256 << 10 : 4 << 20
    }

    /// Compresses as ``compress(_:level:)`` does, away from the loop where it would take long.
    func compressOffLoop(_ parts: [Bytes], level: Int? = nil) async -> Bytes {
        guard parts.reduce(0, { $0 + $1.count }) >= offLoopSize(level: level) else {
            return compress(parts, level: level)
        }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { compress(parts, level: level) }
    }
}

extension Bytes {
    /// `parts` in one piece, copied only when there are several.
    static func joined(_ parts: [Bytes]) -> Bytes {
        guard parts.count != 1 else { return parts[0] }
        var builder = ByteBuilder(capacity: parts.reduce(0) { $0 + $1.count })
        for part in parts { builder.append(part) }
        return builder.finish()
    }

    /// What `write` made of `source`, in storage that fits: the room is for the worst case, and should not stay pinned.
    static func compressed(
        _ source: Bytes,
        room: Int,
        _ write: (_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawPointer) -> Int
    ) -> Bytes {
        var result = ByteBuilder()
        result.append(capacity: max(room, 1)) { target in
            guard let output = target.baseAddress else { return 0 }
            return source.withUnsafeBytes { source in
                // A valid pointer also for no bytes at all, which codecs do not read then.
                let base = source.baseAddress ?? UnsafeRawPointer(output)
                return write(UnsafeRawBufferPointer(start: base, count: source.count), output)
            }
        }
        let compressed = result.finish()
        return compressed.count < room / 2 ? compressed.compacted() : compressed
    }
}
