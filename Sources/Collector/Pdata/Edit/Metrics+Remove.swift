extension Metrics {
    /// Removes the metrics that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeMetrics<Failure: Error>(
        where condition: (MetricEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let entry = MetricEntry(EditTarget(pass.splice, 3))
            if try condition(entry) { pass.remove(countingItems: entry.metric.dataPointCount) }
        }
        payload = pass.finish()
    }

    /// Removes the data points that meet `condition`.
    ///
    /// What they leave empty goes with them. When `condition` throws, nothing is removed.
    @inlinable
    public mutating func removeDataPoints<Failure: Error>(
        where condition: (DataPointEntry) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(payload, .dataPoints)
        while pass.next() {
            let entry = DataPointEntry(EditTarget(pass.splice, 5))
            if try condition(entry) { pass.remove(countingItems: 1) }
        }
        payload = pass.finish()
    }
}
