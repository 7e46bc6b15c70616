internal import COpenSSL
internal import Pdata

extension TLSSession {
    /// Says which protocols this client speaks.
    func offerProtocols() {
        let list = context.plan.protocols.flatMap { [UInt8(clamping: $0.utf8.count)] + Array($0.utf8) }
        if !list.isEmpty { SSL_set_alpn_protos(ssl, list, UInt32(list.count)) }
    }

    /// Sends the name that is wanted, unless it is an address, and accepts a certificate for it only.
    func expect(_ host: String) {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        let parameters = SSL_get0_param(ssl)
        guard SocketAddress(numeric: name, port: 0) == nil else {
            X509_VERIFY_PARAM_set1_ip_asc(parameters, name)
            return
        }
        // As in Go, a name is found among the alternative names only, and a wildcard is a whole label.
        X509_VERIFY_PARAM_set_hostflags(
            parameters,
            UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
        )
        X509_VERIFY_PARAM_set1_host(parameters, name, 0)
        // SSL_set_tlsext_host_name, which is a macro.
        name.withCString { text in
            _ = SSL_ctrl(
                ssl,
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: text)
            )
        }
    }

    /// Notes why a certificate is not accepted, while it can be looked at.
    static let verify: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isAccepted, store in
        guard isAccepted == 0 else { return 1 }
        let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
        guard let ssl, let session = TLSSession.of(OpaquePointer(ssl)) else { return 0 }
        session.refusal = session.reason(X509_STORE_CTX_get_error(store), X509_STORE_CTX_get_current_cert(store))
        return 0
    }

    /// Chooses the first of this side's protocols that the client speaks.
    static let selectProtocol:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { ssl, chosen, length, offered, count, _ in
            guard let session = TLSSession.of(ssl) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let offered = UnsafeBufferPointer(start: offered, count: Int(count))
            for name in session.context.plan.protocols {
                var index = 0
                while index < offered.count {
                    let start = index + 1
                    let end = min(start + Int(offered[index]), offered.count)
                    if offered[start..<end].elementsEqual(name.utf8), let base = offered.baseAddress {
                        chosen?.pointee = base + start
                        length?.pointee = UInt8(clamping: end - start)
                        return SSL_TLSEXT_ERR_OK
                    }
                    index = end
                }
            }
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }

    static func of(_ ssl: OpaquePointer?) -> TLSSession? {
        SSL_get_ex_data(ssl, 0).map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Why OpenSSL refused `certificate`, with what helps to find out.
    private func reason(_ code: Int32, _ certificate: OpaquePointer?) -> String {
        let text = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
        guard let certificate else { return text }
        let view = CertificateView(certificate)
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "certificate has expired: \(view.subject) was valid until \(view.notAfter)"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "certificate is not yet valid: \(view.subject) is valid from \(view.notBefore)"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            let hosts = view.hosts
            let names =
                hosts.isEmpty ? "no host, as it has no subject alternative names" : hosts.joined(separator: ", ")
            return "certificate is valid for \(names), not for \(host ?? "")"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return "certificate signed by unknown authority: \(view.subject) is signed by itself"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "certificate signed by unknown authority: \(view.subject) is signed by \(view.issuer)"
        case X509_V_ERR_INVALID_PURPOSE:
            let purpose = isServer ? "clients" : "servers"
            return "certificate specifies an incompatible key usage: \(view.subject) is not for \(purpose)"
        default: return "\(text): \(view.subject)"
        }
    }
}
