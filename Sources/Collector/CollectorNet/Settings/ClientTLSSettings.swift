public import CollectorConfig

/// The `tls` block of a client: which servers it trusts, and what it shows them.
public struct ClientTLSSettings: Settings {
    /// Whether the connection is made without TLS, unless authorities are named or the endpoint's scheme is `https`.
    public var insecure = false

    /// Whether any server is trusted, whatever its certificate.
    public var insecureSkipVerify = false

    /// The name that the server's certificate must have; empty for the endpoint's host.
    public var serverNameOverride = ""

    /// What servers have too.
    public var common = TLSSettings()

    /// TLS with the system's authorities.
    public init() {}

    /// TLS, or none.
    public init(insecure: Bool) {
        self.insecure = insecure
    }

    /// Whether connections are encrypted when no scheme says so.
    public var isEnabled: Bool { !insecure || common.hasAuthorities }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "insecure",
            \.insecure,
            "Whether to send without encryption; without effect when ca_file or ca_pem is set."
        ),
        Setting(
            "insecure_skip_verify",
            \.insecureSkipVerify,
            "Whether to trust any server: encrypted, but for whom is not known."
        ),
        Setting(
            "server_name_override",
            \.serverNameOverride,
            "The name that the server is asked for and must prove, instead of the endpoint's host."
        ),
        .embedded(\.common),
    ]
}
