import Foundation
import OTLPOracle
import Pdata
import SwiftProtobuf

typealias TracesRequest = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest
typealias MetricsRequest = Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest
typealias LogsRequest = Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest
typealias ProfilesRequest = Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest

/// A request as the protobuf runtime knows it.
protocol OracleRequest: Message, Equatable {
    /// The same request here.
    associatedtype Value: Telemetry

    /// The number of spans, data points, log records or samples.
    var itemCount: Int { get }

    /// Each item with the headers around it, in order; of profiles, without ids and original payloads.
    var records: [[AnyHashable]] { get }
}

extension TracesRequest: OracleRequest {
    typealias Value = Traces

    var itemCount: Int { resourceSpans.flatMap(\.scopeSpans).reduce(0) { $0 + $1.spans.count } }

    var records: [[AnyHashable]] {
        resourceSpans.flatMap { resource in
            resource.scopeSpans.flatMap { scope in
                scope.spans.map { [resource.with { $0.scopeSpans = [] }, scope.with { $0.spans = [] }, $0] }
            }
        }
    }
}

extension LogsRequest: OracleRequest {
    typealias Value = Logs

    var itemCount: Int { resourceLogs.flatMap(\.scopeLogs).reduce(0) { $0 + $1.logRecords.count } }

    var records: [[AnyHashable]] {
        resourceLogs.flatMap { resource in
            resource.scopeLogs.flatMap { scope in
                scope.logRecords.map { [resource.with { $0.scopeLogs = [] }, scope.with { $0.logRecords = [] }, $0] }
            }
        }
    }
}

extension ProfilesRequest: OracleRequest {
    typealias Value = Profiles

    var itemCount: Int {
        resourceProfiles.flatMap(\.scopeProfiles).flatMap(\.profiles).reduce(0) { $0 + $1.samples.count }
    }

    var records: [[AnyHashable]] { resolvedRecords.map { [$0] } }
}

extension MetricsRequest: OracleRequest {
    typealias Value = Metrics

    var itemCount: Int { records.count }

    var records: [[AnyHashable]] {
        resourceMetrics.flatMap { resource in
            resource.scopeMetrics.flatMap { scope in
                scope.metrics.flatMap { metric in
                    metric.points.map {
                        [
                            resource.with { $0.scopeMetrics = [] }, scope.with { $0.metrics = [] },
                            metric.withoutPoints, $0,
                        ]
                    }
                }
            }
        }
    }
}

extension Opentelemetry_Proto_Metrics_V1_Metric {
    fileprivate var points: [AnyHashable] {
        switch data {
        case .gauge(let gauge): gauge.dataPoints
        case .sum(let sum): sum.dataPoints
        case .histogram(let histogram): histogram.dataPoints
        case .exponentialHistogram(let histogram): histogram.dataPoints
        case .summary(let summary): summary.dataPoints
        case nil: []
        }
    }

    fileprivate var withoutPoints: Self {
        with {
            switch data {
            case .gauge: $0.gauge.dataPoints = []
            case .sum: $0.sum.dataPoints = []
            case .histogram: $0.histogram.dataPoints = []
            case .exponentialHistogram: $0.exponentialHistogram.dataPoints = []
            case .summary: $0.summary.dataPoints = []
            case nil: break
            }
        }
    }
}

extension Message {
    func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }

    /// The wire format, as the protobuf runtime writes it.
    var wire: Bytes {
        get throws { Bytes(try serializedBytes() as [UInt8]) }
    }

    /// The message in `wire`, as the protobuf runtime reads it.
    init(wire: Bytes) throws {
        try self.init(serializedBytes: wire.array)
    }
}

extension Telemetry {
    /// All segments, one after the other.
    var wire: Bytes { Bytes(segments.flatMap(\.array)) }
}
