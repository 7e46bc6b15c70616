public import CollectorConfig

/// The `tls` block of a client, of which only turning TLS off is available.
public struct ClientTLSSettings: Settings {
    /// Whether the connection is made without TLS.
    public var insecure = false

    /// Upstream's key for not verifying the server, without meaning while there is no TLS.
    public var insecureSkipVerify = false

    /// TLS with the system's certificates.
    public init() {}

    /// TLS, or none.
    public init(insecure: Bool) {
        self.insecure = insecure
    }

    /// The keys.
    public static let fields: [Setting<Self>] =
        [
            Setting("insecure", \.insecure, "Whether to send without encryption."),
            Setting("insecure_skip_verify", \.insecureSkipVerify, "Without effect while TLS is not available."),
        ]
        + [
            "ca_file", "ca_pem", "cert_file", "cert_pem", "key_file", "key_pem", "min_version", "max_version",
            "cipher_suites", "include_insecure_cipher_suites", "curve_preferences", "include_system_ca_certs_pool",
            "reload_interval", "server_name_override", "tpm",
        ].map { key in
            .unavailable(
                key,
                "TLS is not available yet",
                fix: "remove the key, and write insecure: true to send unencrypted",
                unless: { $0.asksForNothing || $0.isTurnedOff }
            )
        }
}
