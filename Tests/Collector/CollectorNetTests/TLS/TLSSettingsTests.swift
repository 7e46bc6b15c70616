import CollectorConfig
import Testing

@testable import CollectorNet

/// Whether this system's OpenSSL, 3.5 or newer, has the curve.
private var hasX25519MLKEM768: Bool {
    var settings = ClientTLSSettings()
    settings.common.curvePreferences = ["X25519MLKEM768"]
    let plan = TLSPlan(settings, protocols: [])
    return (try? TLSContext(plan, TLSMaterial(reading: plan))) != nil
}

@Suite("TLS settings")
struct TLSSettingsTests {
    private func problems<Block: Settings>(_ entries: [ConfigEntry], as type: Block.Type) -> [ConfigDiagnostic] {
        var diagnostics: [ConfigDiagnostic] = []
        _ = Block.decode(ConfigNode(.mapping(entries)), at: ["tls"], into: &diagnostics)
        return diagnostics
    }

    @Test(
        "what contradicts itself is said in upstream's words",
        arguments: [
            (["ca_file": "a", "ca_pem": "b"], "provide either a CA file or the PEM-encoded string, but not both"),
            (
                ["cert_file": "a", "cert_pem": "b", "key_file": "c"],
                "provide either certificate file or PEM, but not both"
            ),
            (["cert_file": "a", "key_file": "b", "key_pem": "c"], "provide either key file or PEM, but not both"),
            (
                ["cert_file": "a"],
                "TLS configuration must include both certificate and key (CertFile/CertPem and KeyFile/KeyPem)"
            ),
            (
                ["key_pem": "a"],
                "TLS configuration must include both certificate and key (CertFile/CertPem and KeyFile/KeyPem)"
            ),
            (["min_version": "1.4"], "invalid TLS min_version: unsupported TLS version: \"1.4\""),
            (["max_version": "tls"], "invalid TLS max_version: unsupported TLS version: \"tls\""),
            (
                ["min_version": "1.3", "max_version": "1.2"],
                "invalid TLS configuration: min_version cannot be greater than max_version"
            ),
            (["max_version": "1.1"], "invalid TLS configuration: min_version cannot be greater than max_version"),
            (["cipher_suites": ["TLS_FAST"]], "invalid TLS cipher suite: \"TLS_FAST\""),
            (
                ["cipher_suites": ["TLS_RSA_WITH_RC4_128_SHA"]],
                "invalid TLS cipher suite: \"TLS_RSA_WITH_RC4_128_SHA\""
            ),
            (
                ["curve_preferences": ["P224"]],
                "invalid curve type: P224. Expected values are [P256 P384 P521 X25519 X25519MLKEM768]"
            ),
            (["reload_interval": "-1s"], "must be at least 0s, found -1s"),
            (
                ["tpm": .map(["enabled": true])],
                "keys in a trusted platform module are not used: OpenSSL is given keys as PEM text only"
            ),
        ] as [(KeyValuePairs<String, ConfigNode>, String)]
    )
    func contradictions(_ entries: KeyValuePairs<String, ConfigNode>, _ message: String) {
        let found = problems(entries.map { ConfigEntry($0.key, $0.value) }, as: ClientTLSSettings.self)
        #expect(found.map(\.message) == [message])
    }

    @Test(
        "what upstream takes is taken",
        arguments: [
            [:], ["insecure": true], ["min_version": "1.0", "max_version": "1.3"],
            ["cipher_suites": ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]],
            ["include_insecure_cipher_suites": true, "cipher_suites": ["TLS_RSA_WITH_RC4_128_SHA"]],
            ["curve_preferences": ["X25519MLKEM768", "X25519", "P256", "P384", "P521"]],
            ["tpm": .map(["enabled": false, "path": "/dev/tpmrm0"])],
            ["server_name_override": "a", "insecure_skip_verify": true],
            ["cert_pem": "a", "key_file": "b", "reload_interval": "24h", "include_system_ca_certs_pool": true],
        ] as [KeyValuePairs<String, ConfigNode>]
    )
    func taken(_ entries: KeyValuePairs<String, ConfigNode>) {
        #expect(problems(entries.map { ConfigEntry($0.key, $0.value) }, as: ClientTLSSettings.self).isEmpty)
    }

    @Test("a server needs a certificate, and may ask for those of clients")
    func server() {
        #expect(
            problems([], as: ServerTLSSettings.self).map(\.message) == [
                "TLS configuration must include both certificate and key for server connections"
            ]
        )
        let identity = [ConfigEntry("cert_file", "a"), ConfigEntry("key_file", "b")]
        #expect(problems(identity + [ConfigEntry("client_ca_file", "c")], as: ServerTLSSettings.self).isEmpty)
        let lonely = problems(identity + [ConfigEntry("client_ca_file_reload", true)], as: ServerTLSSettings.self)
        #expect(lonely.map(\.severity) == [.warning])
        #expect(problems([ConfigEntry("insecure", true)], as: ServerTLSSettings.self).map(\.severity).contains(.error))
    }

    @Test("keys are never printed")
    func secrets() {
        var settings = ClientTLSSettings()
        settings.common.keyPEM = "hunter2"
        settings.common.certificatePEM = "hunter2"
        settings.common.tpm.ownerAuth = "hunter2"
        #expect(!"\(settings.encoded(redacted: true))".contains("hunter2"))
        #expect(!"\(settings)".contains("hunter2"))
    }

    @Test("settings are well declared")
    func declarations() {
        #expect(ClientTLSSettings.declarationProblems() == [])
        #expect(ServerTLSSettings.declarationProblems() == [])
    }

    @Test("suites and curves that OpenSSL lacks are left out with a warning, or refused when nothing is left")
    func lacking() throws {
        var settings = ClientTLSSettings()
        settings.common.includeInsecureCipherSuites = true
        settings.common.cipherSuites = ["TLS_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
        func context() throws -> TLSContext {
            let plan = TLSPlan(settings, protocols: [])
            return try TLSContext(plan, TLSMaterial(reading: plan))
        }
        #expect(
            try context().warnings.first
                == "The TLS cipher suite TLS_RSA_WITH_RC4_128_SHA is not in this system's OpenSSL, and left out"
        )
        settings.common.cipherSuites = ["TLS_RSA_WITH_RC4_128_SHA"]
        #expect(throws: TLSConfigurationError.self) { try context() }
    }

    @Test(
        "a curve that OpenSSL lacks is left out of a list, and refused alone",
        .disabled(if: hasX25519MLKEM768, "this OpenSSL has every curve")
    )
    func lackingCurves() throws {
        var settings = ClientTLSSettings()
        func context() throws -> TLSContext {
            let plan = TLSPlan(settings, protocols: [])
            return try TLSContext(plan, TLSMaterial(reading: plan))
        }
        settings.common.curvePreferences = ["X25519MLKEM768", "X25519", "P256"]
        #expect(
            try context().warnings.first
                == "The TLS curve X25519MLKEM768 is not in \(OpenSSLVersion.text), and left out"
        )
        settings.common.curvePreferences = ["X25519MLKEM768"]
        let error = #expect(throws: TLSConfigurationError.self) { try context() }
        #expect(
            error?.description
                == "failed to load TLS config: none of curve_preferences (X25519MLKEM768) is in \(OpenSSLVersion.text); "
                + "it has P256, P384, P521, X25519"
        )
    }

    @Test("messages name the library's version") func version() {
        #expect(OpenSSLVersion.text.hasPrefix("OpenSSL 3."))
    }

    @Test("the system's authorities are found as Go finds them")
    func systemRoots() throws {
        let certificates = try Certificates()
        let other = try certificates.makeAuthority("other")
        let third = try certificates.makeAuthority("third")
        let bundle = try certificates.join("bundle.crt", [certificates.authority.certificate, other.certificate])
        let found = TLSSystemRoots(file: bundle, folders: "/nonexistent")
        #expect(found.certificates.count == 2)
        #expect(TLSSystemRoots(file: "/nonexistent", folders: "/nonexistent").certificates.isEmpty)
        // The folder holds keys and other files too, which are no certificates.
        let folder = TLSSystemRoots(file: third.certificate, folders: "/nonexistent:\(certificates.folder)")
        #expect(folder.certificates.count > 3)
    }
}
