public import CollectorConfig

/// The `keepalive` block of a gRPC server.
public struct GRPCServerKeepalive: Settings {
    /// When connections end.
    public var serverParameters = GRPCServerKeepaliveParameters()

    /// How often clients may ping.
    public var enforcementPolicy = GRPCServerKeepalivePolicy()

    /// gRPC's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("server_parameters", \.serverParameters, "When connections end."),
        Setting(
            "enforcement_policy",
            \.enforcementPolicy,
            "How often clients may ping; the connection of one that pings too often is ended with too_many_pings."
        ),
    ]
}

/// When a gRPC server ends connections.
public struct GRPCServerKeepaliveParameters: Settings {
    /// How long a connection stays open without calls; 0 for ever.
    public var maxConnectionIdle = Duration.zero

    /// How long a connection lives, give or take a tenth; 0 for ever.
    public var maxConnectionAge = Duration.zero

    /// How long its calls may go on after that; 0 for as long as they take.
    public var maxConnectionAgeGrace = Duration.zero

    /// How long a client is silent before it is pinged; 0 for two hours.
    public var time = Duration.zero

    /// How long it may take to answer that; 0 for 20 seconds.
    public var timeout = Duration.zero

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
        Setting(
            "max_connection_age",
            \.maxConnectionAge,
            "How long a connection lives, give or take a tenth; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "max_connection_age_grace",
            \.maxConnectionAgeGrace,
            "How long its calls may go on after that; 0s is for as long as they take.",
            .atLeast(.zero)
        ),
        Setting(
            "time",
            \.time,
            "How long a client is silent before it is pinged; 0s is two hours, the least one second.",
            .atLeast(.zero)
        ),
        Setting(
            "timeout",
            \.timeout,
            "How long a client may take to answer that; 0s is 20 seconds.",
            .atLeast(.zero)
        ),
    ]
}

/// How often a gRPC server's clients may ping.
public struct GRPCServerKeepalivePolicy: Settings {
    /// The least time between two pings; 0 for five minutes.
    public var minTime = Duration.zero

    /// Whether clients may ping as often without calls under way.
    public var permitWithoutStream = false

    /// gRPC's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "min_time",
            \.minTime,
            "The least time between two pings of a client; 0s is five minutes.",
            .atLeast(.zero)
        ),
        Setting(
            "permit_without_stream",
            \.permitWithoutStream,
            "Whether clients may ping as often without calls under way; else once in two hours."
        ),
    ]
}
