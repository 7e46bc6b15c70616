public import CollectorConfig
public import CollectorNet

/// The settings of a `pprof` extension.
public struct PprofExtensionConfig: Settings {
    /// Where to listen.
    public var endpoint = "localhost:1777"

    /// Upstream's block of a listener.
    public var dialer = DialerSettings()

    /// Upstream's sampling of blocked goroutines.
    public var blockProfileFraction = 0

    /// Upstream's sampling of mutexes.
    public var mutexProfileFraction = 0

    /// Upstream's file for a CPU profile.
    public var saveToFile = ""

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "Where to listen: host:port."),
        Setting("dialer", \.dialer, "Accepted for upstream's sake: a server does not dial."),
        Setting(
            "block_profile_fraction",
            \.blockProfileFraction,
            "Accepted for upstream's sake: a Swift program has no such profile."
        ),
        Setting(
            "mutex_profile_fraction",
            \.mutexProfileFraction,
            "Accepted for upstream's sake: a Swift program has no such profile."
        ),
        Setting(
            "save_to_file",
            \.saveToFile,
            "Accepted for upstream's sake: no CPU profile is written; perf record makes one."
        ),
    ]

    /// Reports an endpoint that cannot be listened on.
    public func validate(_ report: inout ValidationReport) {
        guard !endpoint.isEmpty else {
            return report.error(
                "\"endpoint\" is required when using the \"pprof\" extension",
                at: "endpoint",
                fix: "write host:port, such as localhost:1777"
            )
        }
        HTTPServerSettings(endpoint: endpoint).validate(&report)
        guard !saveToFile.isEmpty else { return }
        report.warning(
            "save_to_file has no effect: Swift's runtime records no CPU profile",
            at: "save_to_file",
            fix: "run perf record -g -p with the collector's process id"
        )
    }
}
