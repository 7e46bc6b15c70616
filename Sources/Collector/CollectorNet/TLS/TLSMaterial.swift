internal import Glibc

/// Why there can be no TLS with the settings as they are; the text is for users and holds no secret.
struct TLSConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ message: String) {
        description = "failed to load TLS config: \(message)"
    }
}

/// The PEM texts that a plan names, as they were when read.
struct TLSMaterial: Sendable, Hashable {
    /// The largest file taken, in bytes.
    private static let limit = 16 << 20

    var authorities: [UInt8]?
    var certificate: [UInt8]?
    var key: [UInt8]?
    var clientAuthorities: [UInt8]?

    /// Reads what `plan` names; blocks.
    init(reading plan: TLSPlan) throws(TLSConfigurationError) {
        authorities = try Self.read(plan.authorities, "failed to load CA CertPool File: failed to load CA")
        certificate = try Self.read(plan.certificate, "failed to load TLS cert and key")
        key = try Self.read(plan.key, "failed to load TLS cert and key")
        clientAuthorities = try Self.read(
            plan.clientAuthorities,
            "failed to load client CA CertPool: failed to load CA"
        )
    }

    private static func read(_ source: TLSPlan.Source?, _ purpose: String) throws(TLSConfigurationError) -> [UInt8]? {
        switch source {
        case nil: return nil
        case .text(let text): return Array(text.value.utf8)
        case .file(let path):
            do throws(NetError) {
                return try contents(of: path)
            } catch {
                throw TLSConfigurationError("\(purpose) \(path): \(error)")
            }
        }
    }

    /// The bytes of the file at `path`; blocks.
    static func contents(of path: String) throws(NetError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NetError(errno: errno, "open \(path)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw NetError(errno: errno, "read \(path)")
            }
            guard count > 0 else { return bytes }
            bytes += chunk
            guard bytes.count <= limit else {
                throw NetError(.other, "read \(path): it is larger than \(limit >> 20) MiB")
            }
        }
    }
}
