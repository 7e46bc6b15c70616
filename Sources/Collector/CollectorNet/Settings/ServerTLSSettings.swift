public import CollectorConfig

/// The `tls` block of a server: its certificate, and which clients it trusts.
public struct ServerTLSSettings: Settings {
    /// The file of the authorities of clients, which then must have a certificate; empty for any client.
    public var clientCAFile = ""

    /// Whether a changed `clientCAFile` is noticed, whatever the reload interval.
    public var reloadClientCAFile = false

    /// What clients have too.
    public var common = TLSSettings()

    /// No certificate yet.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .embedded(\.common),
        Setting(
            "client_ca_file",
            \.clientCAFile,
            "The PEM file of the authorities of clients: when set, every client must show a certificate."
        ),
        Setting(
            "client_ca_file_reload",
            \.reloadClientCAFile,
            "Whether a change of client_ca_file is noticed at once, whatever reload_interval is."
        ),
    ]

    /// Reports that there is no certificate.
    public func validate(_ report: inout ValidationReport) {
        if !common.hasCertificate, !common.hasKey {
            report.error(
                "TLS configuration must include both certificate and key for server connections",
                fix: "add cert_file and key_file"
            )
        }
        if reloadClientCAFile, clientCAFile.isEmpty {
            report.warning(
                "client_ca_file_reload without client_ca_file has no effect",
                at: "client_ca_file_reload",
                fix: "set client_ca_file"
            )
        }
    }
}
