extension Metrics {
    /// Calls `body` with each resource and what belongs to it, in order.
    @inlinable
    public func forEachResource<Failure: Error>(
        _ body: (ResourceMetricsView) throws(Failure) -> Void
    ) throws(Failure) {
        for segment in segments {
            try MessageReader(segment.span).forEach(1) { (bytes) throws(Failure) in try body(ResourceMetricsView(bytes))
            }
        }
    }

    /// The number of resources, in which one may occur more than once.
    public var resourceCount: Int {
        segments.reduce(0) { $0 + MessageReader($1.span).count(1) }
    }
}
