public import CollectorConfig

/// What the `tls` blocks of clients and servers have in common.
public struct TLSSettings: Settings {
    /// The file of the authorities that are trusted; empty for the system's.
    public var caFile = ""

    /// The authorities themselves, as PEM text.
    public var caPEM: Secret = ""

    /// Whether the system's authorities are trusted beside those above.
    public var includeSystemRoots = false

    /// The file of this side's certificate, its issuers after it.
    public var certificateFile = ""

    /// This side's certificate itself, as PEM text.
    public var certificatePEM: Secret = ""

    /// The file of the certificate's private key.
    public var keyFile = ""

    /// The private key itself, as PEM text.
    public var keyPEM: Secret = ""

    /// The oldest version of TLS that is spoken; empty for 1.2.
    public var minVersion = ""

    /// The newest version of TLS that is spoken; empty for the newest there is.
    public var maxVersion = ""

    /// The cipher suites before TLS 1.3 that are used; empty for those that are safe.
    public var cipherSuites: [String] = []

    /// Whether `cipherSuites` may name suites that are known to be weak.
    public var includeInsecureCipherSuites = false

    /// The curves for the exchange of keys, the preferred one first; empty for OpenSSL's.
    public var curvePreferences: [String] = []

    /// How old what was read from files may become; 0 for any age.
    public var reloadInterval = Duration.zero

    /// A key in a trusted platform module, which is refused.
    public var tpm = TPMSettings()

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("ca_file", \.caFile, "The PEM file of the authorities that are trusted, instead of the system's."),
        Setting("ca_pem", \.caPEM, "The authorities that are trusted, as PEM text."),
        Setting(
            "include_system_ca_certs_pool",
            \.includeSystemRoots,
            "Whether the system's authorities are trusted beside those named here."
        ),
        Setting("cert_file", \.certificateFile, "The PEM file of the certificate, with its issuers after it."),
        Setting("cert_pem", \.certificatePEM, "The certificate, as PEM text."),
        Setting("key_file", \.keyFile, "The PEM file of the certificate's private key."),
        Setting("key_pem", \.keyPEM, "The certificate's private key, as PEM text."),
        Setting("min_version", \.minVersion, "The oldest TLS version: 1.0, 1.1, 1.2 or 1.3; empty is 1.2."),
        Setting("max_version", \.maxVersion, "The newest TLS version; empty is the newest there is."),
        Setting(
            "cipher_suites",
            \.cipherSuites,
            "The cipher suites before TLS 1.3 by their IANA names; empty is all that are safe."
        ),
        Setting(
            "include_insecure_cipher_suites",
            \.includeInsecureCipherSuites,
            "Whether cipher_suites may name suites that are known to be weak."
        ),
        Setting(
            "curve_preferences",
            \.curvePreferences,
            "The curves, the preferred one first: P256, P384, P521, X25519, X25519MLKEM768; empty is OpenSSL's choice."
        ),
        Setting(
            "reload_interval",
            \.reloadInterval,
            "How old what was read from files may be for a new connection; 0s is any age.",
            .atLeast(.zero)
        ),
        Setting(
            "tpm",
            \.tpm,
            "A key in a trusted platform module, which is not used: key_file or key_pem names the key."
        ),
    ]

    /// Reports what contradicts itself, and names that nothing has.
    public func validate(_ report: inout ValidationReport) {
        if !caFile.isEmpty, !caPEM.isEmpty {
            report.error("provide either a CA file or the PEM-encoded string, but not both", at: "ca_pem")
        }
        if !certificateFile.isEmpty, !certificatePEM.isEmpty {
            report.error("provide either certificate file or PEM, but not both", at: "cert_pem")
        }
        if !keyFile.isEmpty, !keyPEM.isEmpty {
            report.error("provide either key file or PEM, but not both", at: "key_pem")
        }
        if hasCertificate != hasKey {
            report.error(
                "TLS configuration must include both certificate and key (CertFile/CertPem and KeyFile/KeyPem)",
                fix: hasKey ? "add cert_file or cert_pem" : "add key_file or key_pem"
            )
        }
        checkVersions(&report)
        checkNames(&report)
    }

    /// Whether authorities are named.
    var hasAuthorities: Bool { !caFile.isEmpty || !caPEM.isEmpty }

    /// Whether there is a certificate.
    var hasCertificate: Bool { !certificateFile.isEmpty || !certificatePEM.isEmpty }

    /// Whether there is a key.
    var hasKey: Bool { !keyFile.isEmpty || !keyPEM.isEmpty }

    private func checkVersions(_ report: inout ValidationReport) {
        let versions = [("min_version", minVersion), ("max_version", maxVersion)]
        for (key, version) in versions where !version.isEmpty && TLSVersion(rawValue: version) == nil {
            report.error(
                "invalid TLS \(key): unsupported TLS version: \"\(version)\"",
                at: key,
                fix: "allowed: \(TLSVersion.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))"
            )
        }
        guard let newest = TLSVersion(rawValue: maxVersion),
            minVersion.isEmpty || TLSVersion(rawValue: minVersion) != nil,
            newest < TLSVersion(rawValue: minVersion) ?? .tls12
        else { return }
        report.error(
            "invalid TLS configuration: min_version cannot be greater than max_version",
            at: "max_version",
            fix: minVersion.isEmpty ? "set min_version too: it is 1.2 otherwise" : nil
        )
    }

    private func checkNames(_ report: inout ValidationReport) {
        for name in cipherSuites {
            guard TLSCipherSuite.find(name, includingInsecure: includeInsecureCipherSuites) == nil else { continue }
            report.error("invalid TLS cipher suite: \"\(name)\"", at: "cipher_suites", fix: Self.fix(suite: name))
        }
        for name in curvePreferences where TLSCurve(rawValue: name) == nil {
            let all = TLSCurve.allCases.map(\.rawValue)
            report.error(
                "invalid curve type: \(name). Expected values are [\(all.joined(separator: " "))]",
                at: "curve_preferences",
                fix: nearestMatch(name, in: all).map { "did you mean '\($0)'?" }
            )
        }
    }

    private static func fix(suite name: String) -> String? {
        guard TLSCipherSuite.find(name, includingInsecure: true) == nil else {
            return "it is known to be weak: choose another, or set include_insecure_cipher_suites"
        }
        return nearestMatch(name, in: TLSCipherSuite.all.filter(\.isSecure).map(\.name)).map { "did you mean '\($0)'?" }
    }
}

/// A key in a trusted platform module.
public struct TPMSettings: Settings {
    /// Whether the key is in the module.
    public var enabled = false

    /// The module's device or socket.
    public var path = ""

    /// What authorizes its owner.
    public var ownerAuth: Secret = ""

    /// What authorizes the use of the key.
    public var auth: Secret = ""

    /// No such key.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("enabled", \.enabled, "Whether the key is in the module; true is an error: keys are PEM text only."),
        Setting("path", \.path, "The module's device or socket."),
        Setting("owner_auth", \.ownerAuth, "What authorizes the module's owner."),
        Setting("auth", \.auth, "What authorizes the use of the key."),
    ]

    /// Reports that there is no such key.
    public func validate(_ report: inout ValidationReport) {
        guard enabled else { return }
        report.error(
            "keys in a trusted platform module are not used: OpenSSL is given keys as PEM text only",
            at: "enabled",
            fix: "remove the block, and name a key by key_file, in a file that only the collector's user may read"
        )
    }
}
