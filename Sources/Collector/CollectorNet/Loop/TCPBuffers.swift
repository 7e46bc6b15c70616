internal import CLibUV
internal import Pdata

/// What a connection writes, as libuv takes it.
enum TCPBuffers {
    /// The slices' memory does not move and is not freed while the caller holds them, so the pointers outlive the call
    /// that made them.
    static func fill(_ buffers: UnsafeMutableBufferPointer<uv_buf_t>, _ slices: [Bytes]) {
        for (index, slice) in slices.enumerated() {
            buffers.initializeElement(at: index, to: slice.withUnsafeBytes(buffer))
        }
    }

    /// What libuv writes for `bytes`.
    static func buffer(_ bytes: UnsafeRawBufferPointer) -> uv_buf_t {
        // libuv's type is not const; it only reads.
        let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        return uv_buf_t(base: base?.assumingMemoryBound(to: CChar.self), len: bytes.count)
    }

    /// What is left of `slices` after their first `sent` bytes.
    static func rest(of slices: [Bytes], after sent: Int) -> [Bytes] {
        var left = sent
        var rest: [Bytes] = []
        for slice in slices where slice.count > 0 {
            guard left < slice.count else {
                left -= slice.count
                continue
            }
            rest.append(slice.slice(left..<slice.count))
            left = 0
        }
        return rest
    }
}
