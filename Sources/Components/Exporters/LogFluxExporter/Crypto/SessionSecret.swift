internal import COpenSSL

/// The 32 bytes of an AES-256 key, in memory that is overwritten before it is given back.
final class SessionSecret: Sendable {
    static let count = 32

    // Written by the initializer only.
    private nonisolated(unsafe) let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: SessionSecret.count,
        alignment: 16
    )

    /// A key that nobody can foretell.
    init() throws(CryptoError) {
        let pointer = memory.bindMemory(to: UInt8.self).baseAddress
        guard RAND_priv_bytes(pointer, Int32(Self.count)) == 1 else { throw .openSSL("make a session key") }
    }

    /// The key `bytes`; what is missing of 32 is zero.
    init(_ bytes: [UInt8]) {
        for index in 0..<Self.count { memory[index] = index < bytes.count ? bytes[index] : 0 }
    }

    deinit {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// Calls `body` with the bytes.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(memory))
    }
}
