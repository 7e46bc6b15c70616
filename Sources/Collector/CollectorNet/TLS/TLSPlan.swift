internal import CollectorConfig

/// What a TLS context is made of, as the settings say it.
struct TLSPlan: Sendable {
    enum Role: Sendable {
        case client(skipsVerification: Bool)
        case server
    }

    /// Where PEM text comes from.
    enum Source: Sendable, Hashable {
        case file(String)
        case text(Secret)

        /// The PEM text that is set; nil where neither is.
        init?(file: String, text: Secret) {
            if !file.isEmpty {
                self = .file(file)
            } else if !text.isEmpty {
                self = .text(text)
            } else {
                return nil
            }
        }
    }

    var role: Role
    var authorities: Source?
    var certificate: Source?
    var key: Source?
    var clientAuthorities: Source?
    var includesSystemRoots = false
    var minVersion = TLSVersion.tls12
    var maxVersion: TLSVersion?
    var cipherSuites: [TLSCipherSuite] = []
    var curves: [TLSCurve] = []
    /// The application protocols, the preferred one first.
    var protocols: [String] = []
    /// How old files may become before they are read again; nil for never.
    var reloadInterval: Duration?
    /// Whether the clients' authorities are read again for every connection.
    var followsClientAuthorities = false

    /// The versions in words, such as `1.2 to 1.3`.
    var versions: String { "\(minVersion.rawValue) to \((maxVersion ?? .tls13).rawValue)" }
}

extension TLSPlan {
    /// What `settings` ask for; they have been validated.
    init(_ settings: TLSSettings, _ role: Role, protocols: [String]) {
        self.role = role
        self.protocols = protocols
        authorities = Source(file: settings.caFile, text: settings.caPEM)
        certificate = Source(file: settings.certificateFile, text: settings.certificatePEM)
        key = Source(file: settings.keyFile, text: settings.keyPEM)
        includesSystemRoots = settings.includeSystemRoots
        minVersion = TLSVersion(rawValue: settings.minVersion) ?? .tls12
        maxVersion = TLSVersion(rawValue: settings.maxVersion)
        cipherSuites = settings.cipherSuites.compactMap {
            TLSCipherSuite.find($0, includingInsecure: settings.includeInsecureCipherSuites)
        }
        curves = settings.curvePreferences.compactMap(TLSCurve.init(rawValue:))
        reloadInterval = settings.reloadInterval > .zero ? settings.reloadInterval : nil
    }

    /// A server's part.
    init(_ settings: ServerTLSSettings, protocols: [String]) {
        self.init(settings.common, .server, protocols: protocols)
        clientAuthorities = Source(file: settings.clientCAFile, text: "")
        followsClientAuthorities = settings.reloadClientCAFile && clientAuthorities != nil
    }

    /// A client's part.
    init(_ settings: ClientTLSSettings, protocols: [String]) {
        self.init(settings.common, .client(skipsVerification: settings.insecureSkipVerify), protocols: protocols)
    }
}
