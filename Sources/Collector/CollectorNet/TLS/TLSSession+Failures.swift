internal import COpenSSL

extension TLSSession {
    /// The other side, in messages.
    var peer: String { isServer ? "client" : "server" }

    /// Whether `byte` may begin what a peer sends first: a handshake, or an alert that answers ours.
    func isTLS(_ byte: UInt8) -> Bool { byte == 0x16 || byte == 0x15 && !isServer }

    /// A server that answers a handshake with something else.
    func plaintextServer(_ bytes: UnsafeRawBufferPointer) -> NetError {
        let shown = String(decoding: bytes.prefix(16).map { (0x20...0x7e).contains($0) ? $0 : 0x2e }, as: UTF8.self)
        return NetError(.insecure, "TLS handshake: the server does not speak TLS: its answer begins with \"\(shown)\"")
    }

    /// What OpenSSL's latest error, of the kind `code`, means while doing `operation`.
    func failure(_ code: Int32, _ operation: String) -> NetError {
        if let refusal {
            return NetError(.insecure, "\(operation): failed to verify the \(peer)'s certificate: \(refusal)")
        }
        let reason = OpenSSLError.reason
        guard code == SSL_ERROR_SSL, reason != 0 else {
            return NetError(.other, "\(operation): \(OpenSSLError.next ?? "error \(code)")")
        }
        let alert = reason - SSL_AD_REASON_OFFSET
        isRefused = alert >= 0
        if isRefused { return NetError(.insecure, "\(operation): \(text(ofAlert: alert))") }
        return NetError(.insecure, "\(operation): \(text(of: reason) ?? OpenSSLError.next ?? "error \(reason)")")
    }

    private func text(of reason: Int32) -> String? {
        switch reason {
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_VERSION_TOO_LOW:
            "the \(peer) speaks no TLS version that this side takes (\(context.plan.versions))"
        case SSL_R_NO_SHARED_CIPHER: "the client offers no cipher suite that this side takes"
        case SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS, SSL_R_WRONG_CURVE:
            "the \(peer) offers no curve that this side takes"
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
            "the client offers no signature algorithm that this side's certificate allows"
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            "the client didn't provide a certificate, but this endpoint requires one (client_ca_file is set)"
        case SSL_R_WRONG_VERSION_NUMBER: "the \(peer) does not speak TLS, or no version that this side knows"
        case SSL_R_NO_APPLICATION_PROTOCOL:
            "the client speaks none of this endpoint's protocols (\(context.plan.protocols.joined(separator: ", ")))"
        default: nil
        }
    }

    private func text(ofAlert alert: Int32) -> String {
        // OpenSSL has no name for the one alert that TLS 1.3 added for servers to send.
        let name =
            alert == TLS13_AD_CERTIFICATE_REQUIRED
            ? "certificate required" : SSL_alert_desc_string_long(alert).map { String(cString: $0) } ?? "unknown"
        let text = "the \(peer) refused with the alert \"\(name)\" (\(alert))"
        let hint: String? =
            switch alert {
            case SSL_AD_PROTOCOL_VERSION: "it takes none of this side's TLS versions (\(context.plan.versions))"
            case SSL_AD_HANDSHAKE_FAILURE: "it takes none of this side's cipher suites, curves or signatures"
            case SSL_AD_NO_APPLICATION_PROTOCOL:
                "it speaks none of this side's protocols (\(context.plan.protocols.joined(separator: ", ")))"
            case TLS13_AD_CERTIFICATE_REQUIRED: "it requires a client certificate: set cert_file and key_file"
            case SSL_AD_BAD_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
                SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNKNOWN_CA:
                "it does not accept this side's certificate"
            default: nil
            }
        return hint.map { "\(text): \($0)" } ?? text
    }
}
