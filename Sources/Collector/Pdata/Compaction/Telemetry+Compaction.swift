extension Traces {
    /// This value with what lies under equal resources, and in them under equal scopes, put together.
    ///
    /// Attributes may be in any order to be equal; everything else but the numbers of attributes left out must be as it is.
    /// Resources, scopes and spans stay in the order in which they first occur; resources and scopes without spans go.
    /// Telemetry in which there is nothing to put together keeps its storage.
    public func compacted() -> Traces { Traces(Compactor.compact(payload, .traces)) }
}

extension Logs {
    /// This value with what lies under equal resources, and in them under equal scopes, put together.
    ///
    /// Attributes may be in any order to be equal; everything else but the numbers of attributes left out must be as it is.
    /// Resources, scopes and log records stay in the order in which they first occur; resources and scopes without log
    /// records go. Telemetry in which there is nothing to put together keeps its storage.
    public func compacted() -> Logs { Logs(Compactor.compact(payload, .logs)) }
}

extension Metrics {
    /// This value with what lies under equal resources, in them under equal scopes, and in those in equal metrics, put
    /// together.
    ///
    /// Attributes may be in any order to be equal; everything else but the numbers of attributes left out must be as it is.
    /// Resources, scopes, metrics and data points stay in the order in which they first occur; resources and scopes without
    /// metrics go, metrics without data points stay. Telemetry in which there is nothing to put together keeps its storage.
    ///
    /// - Parameter joinsMetrics: whether metrics are put together, too.
    public func compacted(joinsMetrics: Bool = true) -> Metrics {
        Metrics(Compactor.compact(payload, .metrics, joinsMetrics: joinsMetrics))
    }
}
