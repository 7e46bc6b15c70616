internal import COpenSSL

/// How OpenSSL reads and writes: from the bytes of one read, and into the loop's buffer.
enum TLSTransport {
    /// The custom BIO's functions; its data is an unretained ``TLSSession``.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket")
        BIO_meth_set_read(method) { bio, target, count in
            guard let session = TLSTransport.session(bio), let target, count > 0 else { return -1 }
            BIO_clear_flags(bio, TLSTransport.readFlags)
            let taken = session.takeInput(UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
            guard taken == 0 else { return Int32(taken) }
            BIO_set_flags(bio, TLSTransport.readFlags)
            return -1
        }
        BIO_meth_set_write(method) { bio, source, count in
            guard let session = TLSTransport.session(bio), let source, count > 0 else { return -1 }
            session.addOutput(UnsafeRawBufferPointer(start: source, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        BIO_meth_set_create(method) { bio in
            BIO_set_init(bio, 1)
            return 1
        }
        return method
    }()

    // BIO_set_retry_read, which is a macro.
    private static let readFlags = BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY

    /// Makes `ssl` read and write through `session`, which outlives it.
    static func attach(_ session: TLSSession, to ssl: OpaquePointer) -> Bool {
        guard let bio = method.flatMap({ BIO_new($0) }) else { return false }
        BIO_set_data(bio, Unmanaged.passUnretained(session).toOpaque())
        SSL_set_bio(ssl, bio, bio)
        return true
    }

    private static func session(_ bio: OpaquePointer?) -> TLSSession? {
        BIO_get_data(bio).map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }
}
