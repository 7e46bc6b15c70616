internal import CLibDeflate
public import Pdata

extension ContentCoding {
    /// The level used when the user sets none: a third of zlib's default in CPU time, for some percent more bytes.
    public static let defaultLevel = 1

    /// `parts`, one after the other, compressed.
    ///
    /// - Parameter level: 0 (no compression) to 12 (smallest), as libdeflate counts; cut to that range.
    public func compress(_ parts: [Bytes], level: Int = defaultLevel) -> Bytes {
        let whole = Bytes.joined(parts)
        guard self != .identity else { return whole }
        let compressor = CompressorPool.take(level: min(max(level, 0), 12))
        defer { CompressorPool.give(compressor) }
        let bound = compressor.bound(self, whole.count)
        var result = ByteBuilder()
        result.append(capacity: bound) { target in
            whole.withUnsafeBytes { source in
                guard let output = target.baseAddress else { return 0 }
                return compressor.run(self, source, output, bound)
            }
        }
        let compressed = result.finish()
        // The room was for the worst case: what is kept should not pin it.
        return compressed.count < bound / 2 ? compressed.compacted() : compressed
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
}
