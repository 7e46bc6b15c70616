/// The messages of OTLP that this module knows, by the place of each in ``Schema/messages``.
enum MessageID: UInt8, CaseIterable, Sendable {
    // Common
    case anyValue, arrayValue, keyValueList, keyValue, instrumentationScope, entityRef, resource
    // Traces
    case tracesRequest, resourceSpans, scopeSpans, span, spanEvent, spanLink, status
    // Metrics
    case metricsRequest, resourceMetrics, scopeMetrics, metric, gauge, sum, histogram, exponentialHistogram, summary
    case numberDataPoint, histogramDataPoint, exponentialHistogramDataPoint, buckets, summaryDataPoint
    case valueAtQuantile, exemplar
    // Logs
    case logsRequest, resourceLogs, scopeLogs, logRecord
    // Profiles
    case profilesRequest, profilesDictionary, resourceProfiles, scopeProfiles, profile, profileLink, valueType, sample
    case mapping, stack, location, line, function, keyValueAndUnit
}
