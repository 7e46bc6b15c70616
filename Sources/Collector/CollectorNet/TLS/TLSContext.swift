internal import COpenSSL
internal import CollectorAPI

/// What connections of one client or server share: certificates, trust and rules, as they were when it was made.
final class TLSContext: @unchecked Sendable {
    // Sendable because it does not change once made, and OpenSSL's contexts may be used by several threads then.

    let pointer: OpaquePointer

    let plan: TLSPlan

    /// What the user should know, though it is no error.
    private(set) var warnings: [String] = []

    /// A context of `material`, which was read for `plan`; blocks while the system's certificates are read.
    init(_ plan: TLSPlan, _ material: TLSMaterial) throws(TLSConfigurationError) {
        let isServer = if case .server = plan.role { true } else { false }
        guard let pointer = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw TLSConfigurationError("OpenSSL: \(OpenSSLError.next ?? "no context")")
        }
        self.pointer = pointer
        self.plan = plan
        defer { ERR_clear_error() }
        try setRules()
        try setCertificate(material)
        switch plan.role {
        case .server: try setUpServer(material)
        case .client(let skipsVerification): try setUpClient(material, skipsVerification)
        }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    // MARK: Rules

    private func setRules() throws(TLSConfigurationError) {
        // Idle connections give their buffers back.
        SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        // SSL_OP_NO_COMPRESSION and SSL_OP_NO_RENEGOTIATION: neither is safe, nor does anybody need them.
        SSL_CTX_set_options(pointer, 1 << 17 | 1 << 30)
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, plan.minVersion.number, nil)
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, plan.maxVersion?.number ?? 0, nil)
        try setCipherSuites()
        // What was asked for by name: OpenSSL takes TLS before 1.2 at its lowest level only.
        if plan.minVersion < .tls12 { SSL_CTX_set_security_level(pointer, 0) }
        try setCurves()
    }

    private func setCipherSuites() throws(TLSConfigurationError) {
        SSL_CTX_set_ciphersuites(pointer, TLSCipherSuite.tls13)
        let chosen = plan.cipherSuites.filter { $0.openSSLName != nil }
        // Suites of TLS 1.3 cannot be chosen: naming only those chooses nothing.
        guard !chosen.isEmpty else {
            SSL_CTX_set_cipher_list(pointer, TLSCipherSuite.defaults.joined(separator: ":"))
            return
        }
        var list: [String] = []
        for suite in chosen {
            guard let name = suite.openSSLName, SSL_CTX_set_cipher_list(pointer, name) == 1 else {
                warnings.append("The TLS cipher suite \(suite.name) is not in this system's OpenSSL, and left out")
                continue
            }
            list.append(name)
        }
        guard !list.isEmpty else {
            throw TLSConfigurationError("none of cipher_suites is in this system's OpenSSL")
        }
        SSL_CTX_set_cipher_list(pointer, list.joined(separator: ":"))
    }

    private func setCurves() throws(TLSConfigurationError) {
        guard !plan.curves.isEmpty else { return }
        let available = plan.curves.filter { set($0.openSSLName) }
        for curve in plan.curves where !available.contains(curve) {
            warnings.append("The TLS curve \(curve.rawValue) is not in \(OpenSSLVersion.text), and left out")
        }
        guard !available.isEmpty else {
            let asked = plan.curves.map(\.rawValue).joined(separator: ", ")
            let others = TLSCurve.allCases.filter { set($0.openSSLName) }.map(\.rawValue).joined(separator: ", ")
            throw TLSConfigurationError(
                "none of curve_preferences (\(asked)) is in \(OpenSSLVersion.text); it has \(others)"
            )
        }
        _ = set(available.map(\.openSSLName).joined(separator: ":"))
    }

    private func set(_ groups: String) -> Bool {
        groups.withCString { text in
            SSL_CTX_ctrl(pointer, SSL_CTRL_SET_GROUPS_LIST, 0, UnsafeMutableRawPointer(mutating: text)) == 1
        }
    }

    // MARK: Certificates

    private func setCertificate(_ material: TLSMaterial) throws(TLSConfigurationError) {
        guard let certificate = material.certificate, let key = material.key else { return }
        let purpose = "failed to load TLS cert and key: failed to load TLS cert and key PEMs"
        let (chain, areAllSound) = PEM.certificates(certificate)
        guard let leaf = chain.first, areAllSound else {
            let found = chain.isEmpty ? "no certificate" : "a certificate that cannot be read"
            throw TLSConfigurationError("\(purpose): the PEM text of the certificate holds \(found)")
        }
        guard SSL_CTX_use_certificate(pointer, leaf.pointer) == 1 else {
            throw TLSConfigurationError("\(purpose): \(OpenSSLError.next ?? "the certificate is not usable")")
        }
        for issuer in chain.dropFirst() {
            // SSL_CTX_add1_chain_cert, which is a macro; the 1 takes a reference.
            SSL_CTX_ctrl(pointer, SSL_CTRL_CHAIN_CERT, 1, UnsafeMutableRawPointer(issuer.pointer))
        }
        let isUsed = PEM.withPrivateKey(key) { SSL_CTX_use_PrivateKey(pointer, $0) == 1 }
        guard let isUsed else {
            throw TLSConfigurationError(
                "\(purpose): the PEM text of the key holds no private key that can be read without a password"
            )
        }
        guard isUsed, SSL_CTX_check_private_key(pointer) == 1 else {
            throw TLSConfigurationError("\(purpose): private key does not match public key")
        }
        let view = CertificateView(leaf.pointer)
        if !view.isValidNow {
            warnings.append(
                "The TLS certificate \(view.subject) is valid from \(view.notBefore) to \(view.notAfter) only"
            )
        }
    }

    private func authorities(
        _ text: [UInt8],
        _ source: TLSPlan.Source?,
        _ purpose: String
    ) throws(TLSConfigurationError) -> [TLSCertificate] {
        let found = PEM.certificates(text).found
        guard found.isEmpty else { return found }
        switch source {
        case .file(let path):
            throw TLSConfigurationError("\(purpose) File: failed to parse CA \(path): no certificate in it")
        case .text, nil: throw TLSConfigurationError("\(purpose) PEM: failed to parse cert: no certificate in it")
        }
    }

    /// Trusts `own`, or what the system trusts, or both.
    private func trust(_ own: [TLSCertificate]) {
        guard own.isEmpty || plan.includesSystemRoots else {
            let store = TLSStore()
            for certificate in own { store.add(certificate) }
            return SSL_CTX_set1_cert_store(pointer, store.pointer)
        }
        let system = TLSSystemRoots.shared
        if system.certificates.isEmpty {
            warnings.append("The system has no trusted certificates (looked for in \(system.places)): set ca_file")
        }
        guard !own.isEmpty else { return SSL_CTX_set1_cert_store(pointer, system.store.pointer) }
        let store = TLSStore()
        for certificate in own + system.certificates { store.add(certificate) }
        SSL_CTX_set1_cert_store(pointer, store.pointer)
    }

    // MARK: Roles

    private func setUpClient(_ material: TLSMaterial, _ skipsVerification: Bool) throws(TLSConfigurationError) {
        let own = try material.authorities.map { text throws(TLSConfigurationError) in
            try authorities(text, plan.authorities, "failed to load CA CertPool")
        }
        guard !skipsVerification else {
            return SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
        }
        trust(own ?? [])
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, TLSSession.verify)
    }

    private func setUpServer(_ material: TLSMaterial) throws(TLSConfigurationError) {
        // SSL_OP_CIPHER_SERVER_PREFERENCE, but SSL_OP_PRIORITIZE_CHACHA for clients that have no AES in hardware.
        SSL_CTX_set_options(pointer, 1 << 22 | 1 << 21)
        // Sessions are in the tickets that clients keep, never in a table here.
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        if !plan.protocols.isEmpty {
            SSL_CTX_set_alpn_select_cb(pointer, TLSSession.selectProtocol, nil)
        }
        if let text = material.authorities {
            _ = try authorities(text, plan.authorities, "failed to load CA CertPool")
        }
        guard let text = material.clientAuthorities else { return }
        let own = try authorities(text, plan.clientAuthorities, "failed to load client CA CertPool")
        trust(own)
        for certificate in own { SSL_CTX_add_client_CA(pointer, certificate.pointer) }
        SSL_CTX_set_verify(
            pointer,
            SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
            TLSSession.verify
        )
        // A resumed session would not be verified again: a client is judged by every handshake. SSL_OP_NO_TICKET.
        SSL_CTX_set_options(pointer, 1 << 14)
        SSL_CTX_set_num_tickets(pointer, 0)
    }
}
