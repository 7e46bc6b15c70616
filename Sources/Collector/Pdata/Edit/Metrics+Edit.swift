extension Metrics {
    /// Calls `body` with each resource, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editResources<Failure: Error>(
        _ body: (inout ResourceEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .resources)
        while pass.next() {
            var editor = ResourceEditor(EditTarget(pass.splice, 1))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each scope, in order, to edit it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editScopes<Failure: Error>(
        _ body: (inout ScopeEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .scopes)
        while pass.next() {
            var editor = ScopeEditor(EditTarget(pass.splice, 2))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each metric, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editMetrics<Failure: Error>(
        _ body: (inout MetricEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            var editor = MetricEditor(EditTarget(pass.splice, 3))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each metric that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editMetrics<Failure: Error>(
        where condition: (MetricEntry) throws(Failure) -> Bool,
        _ body: (inout MetricEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() {
            let target = EditTarget(pass.splice, 3)
            guard try condition(MetricEntry(target)) else { continue }
            var editor = MetricEditor(target)
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each data point, in order, to edit it and what is around it.
    ///
    /// Telemetry in which nothing changes keeps its storage. When `body` throws, nothing changes.
    @inlinable
    public mutating func editDataPoints<Failure: Error>(
        _ body: (inout DataPointEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .dataPoints)
        while pass.next() {
            var editor = DataPointEditor(EditTarget(pass.splice, 5))
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each data point that meets `condition`, in order, to edit it and what is around it.
    @inlinable
    public mutating func editDataPoints<Failure: Error>(
        where condition: (DataPointEntry) throws(Failure) -> Bool,
        _ body: (inout DataPointEditor) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EditPass(payload, .dataPoints)
        while pass.next() {
            let target = EditTarget(pass.splice, 5)
            guard try condition(DataPointEntry(target)) else { continue }
            var editor = DataPointEditor(target)
            try body(&editor)
        }
        payload = pass.finish()
    }

    /// Calls `body` with each metric, in order.
    @inlinable
    public func forEachMetric<Failure: Error>(_ body: (MetricEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .records)
        while pass.next() { try body(MetricEntry(EditTarget(pass.splice, 3))) }
    }

    /// Calls `body` with each data point, in order.
    @inlinable
    public func forEachDataPoint<Failure: Error>(_ body: (DataPointEntry) throws(Failure) -> Void) throws(Failure) {
        var pass = EditPass(payload, .dataPoints)
        while pass.next() { try body(DataPointEntry(EditTarget(pass.splice, 5))) }
    }
}
