import Foundation
import OTLPOracle
import Pdata
import SwiftProtobuf

typealias TracesRequest = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest
typealias MetricsRequest = Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest
typealias LogsRequest = Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest
typealias ProfilesRequest = Opentelemetry_Proto_Collector_Profiles_V1development_ExportProfilesServiceRequest
typealias Resource = Opentelemetry_Proto_Resource_V1_Resource
typealias Scope = Opentelemetry_Proto_Common_V1_InstrumentationScope
typealias KeyValue = Opentelemetry_Proto_Common_V1_KeyValue
typealias AnyValue = Opentelemetry_Proto_Common_V1_AnyValue
typealias Span = Opentelemetry_Proto_Trace_V1_Span
typealias Metric = Opentelemetry_Proto_Metrics_V1_Metric
typealias LogRecord = Opentelemetry_Proto_Logs_V1_LogRecord
typealias Profile = Opentelemetry_Proto_Profiles_V1development_Profile
typealias ProfilesDictionary = Opentelemetry_Proto_Profiles_V1development_ProfilesDictionary

/// 2024-02-29 12:34:56.789 UTC.
let noon: UInt64 = 1_709_210_096_789_000_000
let traceID = Data((1...16).map { UInt8($0) })
let spanID = Data((0xA1...0xA8).map { UInt8($0) })

extension AnyValue {
    static func string(_ value: String) -> AnyValue { .with { $0.stringValue = value } }
    static func bool(_ value: Bool) -> AnyValue { .with { $0.boolValue = value } }
    static func int(_ value: Int64) -> AnyValue { .with { $0.intValue = value } }
    static func double(_ value: Double) -> AnyValue { .with { $0.doubleValue = value } }
    static func bytes(_ value: [UInt8]) -> AnyValue { .with { $0.bytesValue = Data(value) } }
    static func reference(_ index: Int32) -> AnyValue { .with { $0.stringValueStrindex = index } }

    static func slice(_ values: AnyValue...) -> AnyValue { .with { $0.arrayValue.values = values } }

    static func map(_ entries: KeyValue...) -> AnyValue { .with { $0.kvlistValue.values = entries } }
}

extension KeyValue {
    init(_ key: String, _ value: AnyValue) {
        self = .with {
            $0.key = key
            $0.value = value
        }
    }

    init(_ key: String, _ value: String) {
        self.init(key, .string(value))
    }
}

extension Resource {
    static let shop = Resource.with { $0.attributes = [KeyValue("service.name", "shop")] }
}

extension Scope {
    static let library = Scope.with {
        $0.name = "library"
        $0.version = "1.2"
        $0.attributes = [KeyValue("build", .int(7))]
    }
}

/// Spans of one resource and scope.
func traces(_ spans: Span...) throws -> Traces {
    let request = TracesRequest.with {
        $0.resourceSpans = [
            .with {
                $0.resource = .shop
                $0.schemaURL = "https://example.com/r"
                $0.scopeSpans = [
                    .with {
                        $0.scope = .library
                        $0.schemaURL = "https://example.com/s"
                        $0.spans = spans
                    }
                ]
            }
        ]
    }
    return try Traces(validating: wire(request))
}

/// Log records of one bare resource and scope.
func logs(_ records: LogRecord...) throws -> Logs {
    let request = LogsRequest.with {
        $0.resourceLogs = [.with { $0.scopeLogs = [.with { $0.logRecords = records }] }]
    }
    return try Logs(validating: wire(request))
}

/// Metrics of one bare resource and scope.
func metrics(_ metrics: Metric...) throws -> Metrics {
    let request = MetricsRequest.with {
        $0.resourceMetrics = [.with { $0.scopeMetrics = [.with { $0.metrics = metrics }] }]
    }
    return try Metrics(validating: wire(request))
}

/// `message` as a sender writes it.
func wire(_ message: some Message) throws -> Bytes { Bytes(try message.serializedBytes() as [UInt8]) }
