public import CollectorConfig

/// The `keepalive` block of a gRPC client.
public struct GRPCClientKeepaliveSettings: Settings {
    /// How long the server is silent before it is pinged.
    public var time = Duration.seconds(10)

    /// How long it may take to answer that.
    public var timeout = Duration.seconds(10)

    /// Whether it is pinged without calls under way.
    public var permitWithoutStream = false

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "time",
            \.time,
            "How long the server is silent before it is pinged; the least is 10s, and 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "timeout",
            \.timeout,
            "How long the server may take to answer before the connection is given up; 0s is 20 seconds.",
            .atLeast(.zero)
        ),
        Setting("permit_without_stream", \.permitWithoutStream, "Whether it is also pinged without calls under way."),
    ]
}
