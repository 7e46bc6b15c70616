import Foundation

/// Certificates of a test, made by the `openssl` command in a folder of their own.
final class Certificates: Sendable {
    /// One certificate with its key, as files.
    struct Identity: Sendable {
        var certificate: String
        var key: String
    }

    struct Failure: Error {
        var output: String
    }

    let folder: String

    /// The authority that signs unless another is named.
    let authority: Identity

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        authority = try Self.makeAuthority("ca", in: folder)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A further authority.
    func makeAuthority(_ name: String) throws -> Identity {
        try Self.makeAuthority(name, in: folder)
    }

    /// A certificate of `hosts`, which are alternative names such as `DNS:localhost`, signed by `issuer`.
    func make(
        _ name: String,
        hosts: String = "DNS:localhost,IP:127.0.0.1",
        signedBy issuer: Identity? = nil,
        from start: String? = nil,
        until end: String? = nil,
        purpose: String = "serverAuth,clientAuth",
        key: [String] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ) throws -> Identity {
        let issuer = issuer ?? authority
        let identity = Identity(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
        let request = "\(folder)/\(name).csr"
        let extensions = "\(folder)/\(name).ext"
        let names = hosts.isEmpty ? "" : "subjectAltName=\(hosts)\n"
        try "\(names)extendedKeyUsage=\(purpose)\n".write(toFile: extensions, atomically: true, encoding: .utf8)
        try Self.openssl(
            ["req", "-new", "-nodes", "-subj", "/CN=\(name)", "-keyout", identity.key, "-out", request] + key
        )
        guard start != nil || end != nil else {
            try Self.openssl([
                "x509", "-req", "-in", request, "-CA", issuer.certificate, "-CAkey", issuer.key, "-CAcreateserial",
                "-days", "2", "-extfile", extensions, "-out", identity.certificate,
            ])
            return identity
        }
        // Only the command `ca` takes dates.
        try "".write(toFile: "\(folder)/\(name).db", atomically: true, encoding: .utf8)
        let config = """
            [ca]
            default_ca = default
            [default]
            database = \(folder)/\(name).db
            rand_serial = yes
            new_certs_dir = \(folder)
            policy = policy
            default_md = sha256
            [policy]
            commonName = supplied
            """
        try config.write(toFile: "\(folder)/\(name).cnf", atomically: true, encoding: .utf8)
        try Self.openssl([
            "ca", "-batch", "-config", "\(folder)/\(name).cnf", "-in", request, "-cert", issuer.certificate, "-keyfile",
            issuer.key, "-startdate", start ?? "20200101000000Z", "-enddate", end ?? "20500101000000Z", "-extfile",
            extensions, "-out", identity.certificate, "-notext",
        ])
        return identity
    }

    /// A file `name` with the contents of `files`, one after the other.
    func join(_ name: String, _ files: [String]) throws -> String {
        let path = "\(folder)/\(name)"
        let text = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Puts the contents of `source` in the place of `target` at once, as tools that rotate certificates do.
    static func replace(_ target: String, with source: String) throws {
        try String(contentsOfFile: source, encoding: .utf8).write(toFile: target, atomically: true, encoding: .utf8)
    }

    private static func makeAuthority(_ name: String, in folder: String) throws -> Identity {
        let identity = Identity(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
        try openssl([
            "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2", "-subj",
            "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-keyout", identity.key, "-out",
            identity.certificate,
        ])
        return identity
    }

    private static func openssl(_ arguments: [String]) throws {
        let run = try OpenSSLCommand(arguments)
        let output = run.finish()
        guard run.status == 0 else { throw Failure(output: output) }
    }
}
