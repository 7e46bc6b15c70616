import OTLPOracle

@testable import Pdata

/// The fields that a message has around its scopes.
protocol OracleResource {
    var resource: Opentelemetry_Proto_Resource_V1_Resource { get set }
    var schemaURL: String { get set }
}

/// The fields that a message has around its records.
protocol OracleScope {
    var scope: Opentelemetry_Proto_Common_V1_InstrumentationScope { get set }
    var schemaURL: String { get set }
}

extension Opentelemetry_Proto_Trace_V1_ResourceSpans: OracleResource {}
extension Opentelemetry_Proto_Trace_V1_ScopeSpans: OracleScope {}
extension Opentelemetry_Proto_Logs_V1_ResourceLogs: OracleResource {}
extension Opentelemetry_Proto_Logs_V1_ScopeLogs: OracleScope {}
extension Opentelemetry_Proto_Metrics_V1_ResourceMetrics: OracleResource {}
extension Opentelemetry_Proto_Metrics_V1_ScopeMetrics: OracleScope {}

extension Edits {
    mutating func edit(_ resource: inout ResourceEditor) {
        attributes(&resource.attributes)
        if chance() { resource.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { resource.schemaURL = string() }
    }

    mutating func edit(_ resource: inout some OracleResource) {
        var list = resource.resource.attributes
        attributes(&list)
        if list != resource.resource.attributes { resource.resource.attributes = list }
        if chance() {
            let value = UInt32(truncatingIfNeeded: number())
            if resource.resource.droppedAttributesCount != value { resource.resource.droppedAttributesCount = value }
        }
        if chance() { resource.schemaURL = string() }
    }

    mutating func edit(_ scope: inout ScopeEditor) {
        attributes(&scope.attributes)
        if chance() { scope.name = string() }
        if chance() { scope.version = string() }
        if chance() { scope.droppedAttributesCount = UInt32(truncatingIfNeeded: number()) }
        if chance() { scope.schemaURL = string() }
    }

    mutating func edit(_ scope: inout some OracleScope) {
        var list = scope.scope.attributes
        attributes(&list)
        if list != scope.scope.attributes { scope.scope.attributes = list }
        if chance() {
            let value = string()
            if scope.scope.name != value { scope.scope.name = value }
        }
        if chance() {
            let value = string()
            if scope.scope.version != value { scope.scope.version = value }
        }
        if chance() {
            let value = UInt32(truncatingIfNeeded: number())
            if scope.scope.droppedAttributesCount != value { scope.scope.droppedAttributesCount = value }
        }
        if chance() { scope.schemaURL = string() }
    }

    /// What may happen to a metric from within one of its points, too.
    mutating func editOuter(_ metric: inout MetricEditor) {
        if chance() { metric.name = string() }
        if chance() { metric.description = string() }
        if chance() { metric.unit = string() }
        attributes(&metric.metadata)
        if chance() { metric.isMonotonic = chance() }
        if chance() { metric.aggregationTemporality = chance() ? .unspecified : .delta }
    }

    mutating func editOuter(_ metric: inout Opentelemetry_Proto_Metrics_V1_Metric) {
        if chance() { metric.name = string() }
        if chance() { metric.description_p = string() }
        if chance() { metric.unit = string() }
        attributes(&metric.metadata)
        if chance() {
            let value = chance()
            if case .sum = metric.data { metric.sum.isMonotonic = value }
        }
        guard chance() else { return }
        let value: Opentelemetry_Proto_Metrics_V1_AggregationTemporality = chance() ? .unspecified : .delta
        switch metric.data {
        case .sum: metric.sum.aggregationTemporality = value
        case .histogram: metric.histogram.aggregationTemporality = value
        case .exponentialHistogram: metric.exponentialHistogram.aggregationTemporality = value
        case .gauge, .summary, nil: break
        }
    }

    mutating func edit(_ metric: inout MetricEditor) {
        editOuter(&metric)
        guard chance() else { return }
        let edits = nested()
        var index = 0
        metric.editDataPoints { point in
            var edits = edits.record(index)
            edits.edit(&point)
            if edits.chance(6) { edits.editOuter(&point.metric) }
            index += 1
        }
        editOuter(&metric)
    }

    mutating func edit(_ metric: inout Opentelemetry_Proto_Metrics_V1_Metric) {
        editOuter(&metric)
        guard chance() else { return }
        let edits = nested()
        for index in 0..<metric.pointCount {
            var edits = edits.record(index)
            edits.editPoint(index, of: &metric)
            if edits.chance(6) { edits.editOuter(&metric) }
        }
        editOuter(&metric)
    }

    /// Edits the data point at `index` of `metric`.
    mutating func editPoint(_ index: Int, of metric: inout Opentelemetry_Proto_Metrics_V1_Metric) {
        switch metric.data {
        case .gauge: editNumber(&metric.gauge.dataPoints[index])
        case .sum: editNumber(&metric.sum.dataPoints[index])
        case .histogram: editHistogram(&metric.histogram.dataPoints[index])
        case .exponentialHistogram: editExponential(&metric.exponentialHistogram.dataPoints[index])
        case .summary: editSummary(&metric.summary.dataPoints[index])
        case nil: break
        }
    }
}

extension Opentelemetry_Proto_Metrics_V1_Metric {
    var pointCount: Int {
        switch data {
        case .gauge(let gauge): gauge.dataPoints.count
        case .sum(let sum): sum.dataPoints.count
        case .histogram(let histogram): histogram.dataPoints.count
        case .exponentialHistogram(let histogram): histogram.dataPoints.count
        case .summary(let summary): summary.dataPoints.count
        case nil: 0
        }
    }
}
