public import CollectorConfig

/// The settings of a groupbyattrs processor.
public struct GroupByAttrsSettings: Settings {
    /// The keys of the attributes that become the resource's.
    public var keys: [String] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "keys",
            \.keys,
            "The keys of the attributes that move from spans, log records and data points to their resources; without any, "
                + "only what lies under equal resources is put together."
        )
    ]

    /// Warns of keys that mean nothing.
    public func validate(_ report: inout ValidationReport) {
        if keys.contains(where: \.isEmpty) {
            report.warning("an empty key is no attribute's, and is left out", at: "keys")
        }
    }
}
