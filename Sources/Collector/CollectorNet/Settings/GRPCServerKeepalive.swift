public import CollectorConfig

/// The `keepalive` block of a gRPC server.
public struct GRPCServerKeepalive: Settings {
    /// When connections end.
    public var serverParameters = GRPCServerKeepaliveParameters()

    /// What is expected of clients' pings.
    public var enforcementPolicy = GRPCServerKeepalivePolicy()

    /// gRPC's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("server_parameters", \.serverParameters, "When connections end."),
        Setting("enforcement_policy", \.enforcementPolicy, "What is expected of clients' pings."),
    ]
}

/// When a gRPC server ends connections.
public struct GRPCServerKeepaliveParameters: Settings {
    /// How long a connection stays open without calls; 0 for ever.
    public var maxConnectionIdle = Duration.zero

    /// gRPC's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "max_connection_idle",
            \.maxConnectionIdle,
            "How long a connection stays open without calls; 0s is for ever.",
            .atLeast(.zero)
        ),
        unavailable("max_connection_age"),
        unavailable("max_connection_age_grace"),
        unavailable("time"),
        unavailable("timeout"),
    ]

    private static func unavailable(_ key: String) -> Setting<Self> {
        .unavailable(
            key,
            "\(key) of a server's keepalive is not available yet",
            fix: "remove the key",
            unless: { $0.asksForNothing }
        )
    }
}

/// What a gRPC server expects of clients' pings.
public struct GRPCServerKeepalivePolicy: Settings {
    /// Whether clients may ping without calls under way; they always may.
    public var permitWithoutStream = false

    /// gRPC's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .unavailable(
            "min_time",
            "min_time of a server's keepalive is not available yet",
            fix: "remove the key",
            unless: { $0.asksForNothing }
        ),
        Setting(
            "permit_without_stream",
            \.permitWithoutStream,
            "Accepted for upstream's sake: clients may always ping without calls under way."
        ),
    ]
}
