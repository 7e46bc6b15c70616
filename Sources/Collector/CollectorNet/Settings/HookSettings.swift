public import CollectorAPI
public import CollectorConfig

/// The `auth` block of clients and gRPC servers.
public struct AuthenticationSettings: Settings {
    /// The extension that authenticates.
    public var authenticator = ExtensionReference(role: "authenticator")

    /// No extension.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [.authenticator(\.authenticator)]

    /// Reports that no extension is named.
    public func validate(_ report: inout ValidationReport) {
        report.requireAuthenticator(authenticator)
    }
}

/// The `auth` block of HTTP servers.
public struct HTTPServerAuthenticationSettings: Settings {
    /// The extension that authenticates.
    public var authenticator = ExtensionReference(role: "authenticator")

    /// Parameters of the query that stand in for header fields of their names.
    public var requestParameters: [String] = []

    /// No extension.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .authenticator(\.authenticator),
        Setting(
            "request_params",
            \.requestParameters,
            "Parameters of the query that the authenticator sees in place of headers of their names."
        ),
    ]

    /// Reports that no extension is named.
    public func validate(_ report: inout ValidationReport) {
        report.requireAuthenticator(authenticator)
    }
}

/// An element of `middlewares`.
public struct MiddlewareSettings: Settings {
    /// The extension that requests pass through.
    public var id = ExtensionReference(role: "middleware")

    /// No extension.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("id", \.id, "The extension that requests pass through.")
    ]

    /// Reports that no extension is named.
    public func validate(_ report: inout ValidationReport) {
        guard id.id == nil else { return }
        report.error("id must not be empty", at: "id", fix: "write the id of an extension")
    }
}

extension Setting {
    fileprivate static func authenticator(
        _ property: any WritableKeyPath<Owner, ExtensionReference> & Sendable
    ) -> Setting {
        Setting("authenticator", property, "The extension that authenticates.")
    }

    /// The `middlewares` of servers and clients.
    static func middlewares(_ property: any WritableKeyPath<Owner, [MiddlewareSettings]> & Sendable) -> Setting {
        Setting("middlewares", property, "Extensions that every request passes through, in this order.")
    }
}

extension ValidationReport {
    fileprivate mutating func requireAuthenticator(_ reference: ExtensionReference) {
        guard reference.id == nil else { return }
        error("id must not be empty", at: "authenticator", fix: "write the id of an extension that authenticates")
    }
}
