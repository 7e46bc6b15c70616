internal import CollectorAPI
internal import Pdata

extension Metrics: PrintableTelemetry {
    var summary: (message: String, counts: [LogField]) {
        var metricCount = 0
        forEachResource { $0.forEachScope { $0.forEachMetric { _ in metricCount += 1 } } }
        return (
            "Metrics",
            [
                LogField("resource metrics", .int(resourceCount)), LogField("metrics", .int(metricCount)),
                LogField("data points", .int(itemCount)),
            ]
        )
    }

    func printNormal(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.resourceLine("ResourceMetrics #", resourceIndex, resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.scopeLine("ScopeMetrics #", scopeIndex, scope.scope, schemaURL: scope.schemaURL)
                scopeIndex += 1
                scope.forEachMetric { text.pointLines($0) }
            }
        }
    }

    func printDetailed(to text: inout TextBuffer) {
        var resourceIndex = 0
        forEachResource { resource in
            text.line("ResourceMetrics #", resourceIndex)
            text.resource(resource.resource, schemaURL: resource.schemaURL)
            resourceIndex += 1
            var scopeIndex = 0
            resource.forEachScope { scope in
                text.line("ScopeMetrics #", scopeIndex)
                text.line("ScopeMetrics SchemaURL: ", scope.schemaURL)
                text.scope(scope.scope)
                scopeIndex += 1
                var metricIndex = 0
                scope.forEachMetric { metric in
                    text.line("Metric #", metricIndex)
                    text.metric(metric)
                    metricIndex += 1
                }
            }
        }
    }
}

extension TextBuffer {
    fileprivate mutating func metric(_ metric: MetricView) {
        line("Descriptor:")
        line("     -> Name: ", metric.name)
        line("     -> Description: ", metric.description)
        line("     -> Unit: ", metric.unit)
        line("     -> DataType: ", Self.typeName(metric.kind))
        attributes("-> Metadata", metric.metadata, indent: "     ")
        if metric.kind == .sum { line("     -> IsMonotonic: ", metric.isMonotonic ? "true" : "false") }
        switch metric.kind {
        case .sum, .histogram, .exponentialHistogram:
            line("     -> AggregationTemporality: ", "\(metric.aggregationTemporality)")
        case .empty, .gauge, .summary: break
        }
        points(metric)
    }

    private static func typeName(_ kind: MetricKind) -> String {
        switch kind {
        case .empty: "Empty"
        case .gauge: "Gauge"
        case .sum: "Sum"
        case .histogram: "Histogram"
        case .exponentialHistogram: "ExponentialHistogram"
        case .summary: "Summary"
        }
    }
}
