import OTLPOracle

/// What becomes of messages around records of which some are taken out.
enum Pruning {
    /// Those that lose all that they hold go; those that held nothing stay.
    case emptied
    /// Those that hold nothing go.
    case empty

    /// `parents` with their `children` as `filter` leaves them.
    func prune<Parent, Child>(
        _ parents: [Parent],
        _ children: WritableKeyPath<Parent, [Child]>,
        _ filter: ([Child], Parent) -> [Child]
    ) -> [Parent] {
        parents.compactMap { old in
            var parent = old
            parent[keyPath: children] = filter(old[keyPath: children], old)
            return goes(old[keyPath: children].count, parent[keyPath: children].count) ? nil : parent
        }
    }

    /// Whether a message that held `before` others and now holds `after` goes.
    private func goes(_ before: Int, _ after: Int) -> Bool { after == 0 && (self == .empty || before > 0) }

    /// `metric` with the data points whose place and number of attributes `isKept` accepts; nil when it goes.
    func prune(
        _ metric: Opentelemetry_Proto_Metrics_V1_Metric,
        _ isKept: (_ attributes: Int) -> Bool
    ) -> Opentelemetry_Proto_Metrics_V1_Metric? {
        var pruned = metric
        var counts = (before: 0, after: 0)
        func filter<Point>(_ points: inout [Point], _ attributes: (Point) -> [KeyValue]) {
            counts.before = points.count
            points = points.filter { isKept(attributes($0).count) }
            counts.after = points.count
        }
        switch metric.data {
        case .gauge: filter(&pruned.gauge.dataPoints, \.attributes)
        case .sum: filter(&pruned.sum.dataPoints, \.attributes)
        case .histogram: filter(&pruned.histogram.dataPoints, \.attributes)
        case .exponentialHistogram: filter(&pruned.exponentialHistogram.dataPoints, \.attributes)
        case .summary: filter(&pruned.summary.dataPoints, \.attributes)
        case nil: break
        }
        return goes(counts.before, counts.after) ? nil : pruned
    }
}

/// Something that is known of a record here and in the oracle.
struct RecordTraits: Hashable {
    /// Its place among all records.
    var index: Int
    /// How many attributes it has, a metric's metadata counting as such.
    var attributes: Int
    /// How many attributes its scope has.
    var scope: Int
    /// How many attributes its resource has.
    var resource: Int
}

extension TracesRequest {
    /// Keeps the spans that `isKept` accepts.
    mutating func keepSpans(_ pruning: Pruning, where isKept: (RecordTraits, Span) -> Bool) {
        var index = 0
        resourceSpans = pruning.prune(resourceSpans, \.scopeSpans) { scopes, resource in
            pruning.prune(scopes, \.spans) { spans, scope in
                spans.filter { span in
                    defer { index += 1 }
                    return isKept(
                        RecordTraits(
                            index: index,
                            attributes: span.attributes.count,
                            scope: scope.scope.attributes.count,
                            resource: resource.resource.attributes.count
                        ),
                        span
                    )
                }
            }
        }
    }

    typealias Span = Opentelemetry_Proto_Trace_V1_Span
}

extension LogsRequest {
    /// Keeps the log records that `isKept` accepts.
    mutating func keepLogRecords(_ pruning: Pruning, where isKept: (RecordTraits) -> Bool) {
        var index = 0
        resourceLogs = pruning.prune(resourceLogs, \.scopeLogs) { scopes, resource in
            pruning.prune(scopes, \.logRecords) { records, scope in
                records.filter { record in
                    defer { index += 1 }
                    return isKept(
                        RecordTraits(
                            index: index,
                            attributes: record.attributes.count,
                            scope: scope.scope.attributes.count,
                            resource: resource.resource.attributes.count
                        )
                    )
                }
            }
        }
    }
}

extension MetricsRequest {
    /// Keeps the metrics that `isKept` accepts.
    mutating func keepMetrics(_ pruning: Pruning, where isKept: (RecordTraits) -> Bool) {
        var index = 0
        resourceMetrics = pruning.prune(resourceMetrics, \.scopeMetrics) { scopes, resource in
            pruning.prune(scopes, \.metrics) { metrics, scope in
                metrics.filter { metric in
                    defer { index += 1 }
                    return isKept(
                        RecordTraits(
                            index: index,
                            attributes: metric.metadata.count,
                            scope: scope.scope.attributes.count,
                            resource: resource.resource.attributes.count
                        )
                    )
                }
            }
        }
    }

    /// Keeps the data points that `isKept` accepts.
    mutating func keepDataPoints(_ pruning: Pruning, where isKept: (RecordTraits) -> Bool) {
        var index = 0
        resourceMetrics = pruning.prune(resourceMetrics, \.scopeMetrics) { scopes, resource in
            pruning.prune(scopes, \.metrics) { metrics, scope in
                metrics.compactMap { metric in
                    pruning.prune(metric) { attributes in
                        defer { index += 1 }
                        return isKept(
                            RecordTraits(
                                index: index,
                                attributes: attributes,
                                scope: scope.scope.attributes.count,
                                resource: resource.resource.attributes.count
                            )
                        )
                    }
                }
            }
        }
    }
}
