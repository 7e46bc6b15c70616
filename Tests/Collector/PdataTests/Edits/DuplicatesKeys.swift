import OTLPOracle
import SwiftProtobuf

/// A request in which attribute keys can be made to repeat.
protocol DuplicatesKeys {
    /// All keys of its attributes, as far as tests use them.
    var keys: [String] { get }

    /// Adds attributes whose keys are there already.
    mutating func duplicateKeys(_ random: inout SplitMix)
}

private func duplicate(_ attributes: inout [KeyValue], _ random: inout SplitMix) {
    for _ in 0..<Int.random(in: 0...2, using: &random) {
        guard var copy = attributes.randomElement(using: &random) else { return }
        copy.value.intValue = 5
        attributes.insert(copy, at: Int.random(in: 0...attributes.count, using: &random))
    }
}

extension TracesRequest: DuplicatesKeys {
    var keys: [String] {
        var lists: [[KeyValue]] = []
        for resource in resourceSpans {
            lists.append(resource.resource.attributes)
            for scope in resource.scopeSpans {
                lists += scope.spans.map(\.attributes)
                for span in scope.spans { lists += span.events.map(\.attributes) }
            }
        }
        return lists.flatMap { $0.map(\.key) }
    }

    mutating func duplicateKeys(_ random: inout SplitMix) {
        for r in resourceSpans.indices {
            duplicate(&resourceSpans[r].resource.attributes, &random)
            for s in resourceSpans[r].scopeSpans.indices {
                for i in resourceSpans[r].scopeSpans[s].spans.indices {
                    duplicate(&resourceSpans[r].scopeSpans[s].spans[i].attributes, &random)
                }
            }
        }
    }
}

extension LogsRequest: DuplicatesKeys {
    var keys: [String] {
        var lists: [[KeyValue]] = []
        for resource in resourceLogs {
            lists.append(resource.resource.attributes)
            for scope in resource.scopeLogs { lists += scope.logRecords.map(\.attributes) }
        }
        return lists.flatMap { $0.map(\.key) }
    }

    mutating func duplicateKeys(_ random: inout SplitMix) {
        for r in resourceLogs.indices {
            duplicate(&resourceLogs[r].resource.attributes, &random)
            for s in resourceLogs[r].scopeLogs.indices {
                for i in resourceLogs[r].scopeLogs[s].logRecords.indices {
                    duplicate(&resourceLogs[r].scopeLogs[s].logRecords[i].attributes, &random)
                }
            }
        }
    }
}

extension MetricsRequest: DuplicatesKeys {
    var keys: [String] {
        var lists: [[KeyValue]] = []
        for resource in resourceMetrics {
            lists.append(resource.resource.attributes)
            for scope in resource.scopeMetrics {
                lists += scope.metrics.map(\.metadata)
                for metric in scope.metrics { lists += metric.gauge.dataPoints.map(\.attributes) }
            }
        }
        return lists.flatMap { $0.map(\.key) }
    }

    mutating func duplicateKeys(_ random: inout SplitMix) {
        for r in resourceMetrics.indices {
            duplicate(&resourceMetrics[r].resource.attributes, &random)
            for s in resourceMetrics[r].scopeMetrics.indices {
                for i in resourceMetrics[r].scopeMetrics[s].metrics.indices {
                    duplicate(&resourceMetrics[r].scopeMetrics[s].metrics[i].metadata, &random)
                }
            }
        }
    }
}
