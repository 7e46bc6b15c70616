public import CollectorConfig

/// Which web pages may call an HTTP server from a browser.
public struct CORSSettings: Settings {
    /// Origins that may call, each with at most one `*` for any text.
    public var allowedOrigins: [String] = []

    /// Request headers that such pages may set beyond the safe ones.
    public var allowedHeaders: [String] = []

    /// Response headers that such pages may read beyond the safe ones.
    public var exposedHeaders: [String] = []

    /// For how many seconds a browser may keep the answer to its preflight request; 0 leaves it to the browser.
    public var maxAge = 0

    /// No origin allowed.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "allowed_origins",
            \.allowedOrigins,
            "Origins whose pages may call, such as https://*.example.com; * allows every origin."
        ),
        Setting(
            "allowed_headers",
            \.allowedHeaders,
            "Request headers that pages may set; without any, X-Requested-With is allowed."
        ),
        Setting("exposed_headers", \.exposedHeaders, "Response headers that pages may read."),
        Setting(
            "max_age",
            \.maxAge,
            "Seconds for which browsers may keep the answer to a preflight request.",
            .atLeast(0)
        ),
    ]

    /// Warns about a block that does nothing.
    public func validate(_ report: inout ValidationReport) {
        if allowedOrigins.isEmpty, !allowedHeaders.isEmpty || !exposedHeaders.isEmpty {
            report.warning(
                "CORS headers without allowed_origins have no effect",
                at: "allowed_headers",
                fix: "set allowed_origins"
            )
        }
    }
}
