/// The memory of one loop through which TLS passes; free outside of one call of a session.
final class TLSBuffers {
    /// What one read decrypts to, which never is more than it, and what an earlier read left incomplete.
    let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: EventLoop.readBufferSize + 64 * 1024, alignment: 64)

    /// Records on their way to the socket.
    let cipher = UnsafeMutableRawBufferPointer.allocate(byteCount: 96 * 1024, alignment: 64)

    /// Small slices on their way into one record.
    let staging = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 64)

    deinit {
        plain.deallocate()
        cipher.deallocate()
        staging.deallocate()
    }
}
