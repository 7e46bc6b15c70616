public import OTLPOracle
public import Pdata
import SwiftProtobuf

/// A traces export request of the protobuf runtime.
public typealias TracesRequest = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest
/// A metrics export request of the protobuf runtime.
public typealias MetricsRequest = Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest
/// A logs export request of the protobuf runtime.
public typealias LogsRequest = Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest
/// A span of the protobuf runtime.
public typealias Span = Opentelemetry_Proto_Trace_V1_Span
/// A log record of the protobuf runtime.
public typealias LogRecord = Opentelemetry_Proto_Logs_V1_LogRecord
/// A metric of the protobuf runtime.
public typealias Metric = Opentelemetry_Proto_Metrics_V1_Metric
/// An attribute of the protobuf runtime.
public typealias KeyValue = Opentelemetry_Proto_Common_V1_KeyValue
/// An attribute's value of the protobuf runtime.
public typealias AnyValue = Opentelemetry_Proto_Common_V1_AnyValue

/// Attributes as a test writes them.
public typealias Attributes = KeyValuePairs<String, AnyValue>

extension AnyValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .with { $0.stringValue = value } }
    /// An int.
    public init(integerLiteral value: Int64) { self = .with { $0.intValue = value } }
    /// A bool.
    public init(booleanLiteral value: Bool) { self = .with { $0.boolValue = value } }
    /// A double.
    public init(floatLiteral value: Double) { self = .with { $0.doubleValue = value } }
}

/// `attributes` as messages.
public func keyValues(_ attributes: Attributes) -> [KeyValue] {
    attributes.map { attribute in
        .with {
            $0.key = attribute.key
            $0.value = attribute.value
        }
    }
}

extension Traces {
    /// One request of the service `service`, with one scope.
    public init(service: String, scope: String = "", version: String = "", _ spans: [Span]) throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [
                .with {
                    $0.resource.attributes = keyValues(["service.name": .init(stringLiteral: service)])
                    $0.scopeSpans = [
                        .with {
                            $0.scope.name = scope
                            $0.scope.version = version
                            $0.spans = spans
                        }
                    ]
                }
            ]
        }
        try self.init(validating: Bytes(request.serializedBytes() as [UInt8]))
    }

    /// The spans, as the protobuf runtime reads them.
    public var spans: [Span] {
        get throws {
            try segments.flatMap { try TracesRequest(serializedBytes: $0.array).resourceSpans }.flatMap(\.scopeSpans)
                .flatMap(\.spans)
        }
    }
}

extension Logs {
    /// One request with one scope.
    public init(_ records: [LogRecord]) throws {
        let request = LogsRequest.with {
            $0.resourceLogs = [.with { $0.scopeLogs = [.with { $0.logRecords = records }] }]
        }
        try self.init(validating: Bytes(request.serializedBytes() as [UInt8]))
    }

    /// The records, as the protobuf runtime reads them.
    public var records: [LogRecord] {
        get throws {
            try segments.flatMap { try LogsRequest(serializedBytes: $0.array).resourceLogs }.flatMap(\.scopeLogs)
                .flatMap(\.logRecords)
        }
    }
}

extension Metrics {
    /// One request of the host `host`, with one scope.
    public init(host: String = "", _ metrics: [Metric]) throws {
        let request = MetricsRequest.with {
            $0.resourceMetrics = [
                .with {
                    $0.resource.attributes = keyValues(["host": .init(stringLiteral: host)])
                    $0.scopeMetrics = [.with { $0.metrics = metrics }]
                }
            ]
        }
        try self.init(validating: Bytes(request.serializedBytes() as [UInt8]))
    }

    /// The metrics, as the protobuf runtime reads them.
    public var metrics: [Metric] {
        get throws {
            try segments.flatMap { try MetricsRequest(serializedBytes: $0.array).resourceMetrics }.flatMap(
                \.scopeMetrics
            )
            .flatMap(\.metrics)
        }
    }
}

/// A span called `name`.
public func span(_ name: String, _ attributes: Attributes = [:]) -> Span {
    .with {
        $0.name = name
        $0.attributes = keyValues(attributes)
    }
}
