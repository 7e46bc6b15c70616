import Pdata
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: what records become")
struct MappingTests {
    private let mapping = PayloadMapping(source: "svc", environment: "")
    private let now: UInt64 = 1_767_323_045_000_000_000

    @Test("A log record has its time, level, message, logger, attributes and resource")
    func logs() throws {
        let logs = try Logs(
            validatingJSON: Bytes(
                utf8: #"""
                    {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
                     "scopeLogs":[{"scope":{"name":"app"},"logRecords":[
                      {"timeUnixNano":"1767323045123456789","severityNumber":17,"body":{"stringValue":"a \"b\"\n\u0001é"},
                       "attributes":[{"key":"k","value":{"intValue":"7"}}]},
                      {"observedTimeUnixNano":"1767323045120000000"},
                      {"body":{"boolValue":true}}]}]}]}
                    """#
            )
        )
        #expect(
            mapping.payloads(logs, now: now).map(\.text) == [
                #"{"v":"2.0","type":"log","source":"svc","level":4,"ts":"2026-01-02T03:04:05.123456789Z","#
                    + #""message":"a \"b\"\n\u0001é","logger":"app","attributes":{"k":"7"},"meta":{"service.name":"shop"}}"#,
                #"{"v":"2.0","type":"log","source":"svc","level":7,"ts":"2026-01-02T03:04:05.12Z","#
                    + #""message":"","logger":"app","meta":{"service.name":"shop"}}"#,
                #"{"v":"2.0","type":"log","source":"svc","level":7,"ts":"2026-01-02T03:04:05Z","#
                    + #""message":"true","logger":"app","meta":{"service.name":"shop"}}"#,
            ]
        )
    }

    @Test(
        "Severities become syslog levels",
        arguments: [
            (0, 7), (1, 8), (5, 8), (8, 8), (9, 7), (10, 7), (12, 7), (13, 5), (17, 4), (21, 2), (24, 2), (25, 7),
        ]
    )
    func levels(_ severity: Int32, _ level: Int) {
        #expect(PayloadMapping.level(SeverityNumber(rawValue: severity)) == level)
    }

    @Test("A span has ids, times, whole milliseconds and ok unless it failed")
    func traces() throws {
        let traces = try Traces(
            validatingJSON: Bytes(
                utf8: #"""
                    {"resourceSpans":[{"scopeSpans":[{"spans":[
                     {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","name":"GET",
                      "startTimeUnixNano":"1767323045000000000","endTimeUnixNano":"1767323046500900000"},
                     {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060709",
                      "parentSpanId":"0102030405060708","name":"x","startTimeUnixNano":"5","endTimeUnixNano":"3",
                      "status":{"code":2}}]}]}]}
                    """#
            )
        )
        #expect(
            mapping.payloads(traces, now: now).map(\.text) == [
                #"{"v":"2.0","type":"trace","source":"svc","level":7,"ts":"2026-01-02T03:04:05Z","#
                    + #""trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0102030405060708","operation":"GET","#
                    + #""name":"GET","start_time":"2026-01-02T03:04:05Z","end_time":"2026-01-02T03:04:06.5009Z","#
                    + #""duration_ms":1500,"status":"ok"}"#,
                #"{"v":"2.0","type":"trace","source":"svc","level":7,"ts":"1970-01-01T00:00:00.000000005Z","#
                    + #""trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0102030405060709","#
                    + #""parent_span_id":"0102030405060708","operation":"x","name":"x","#
                    + #""start_time":"1970-01-01T00:00:00.000000005Z","end_time":"1970-01-01T00:00:00.000000003Z","#
                    + #""status":"error"}"#,
            ]
        )
    }

    @Test(
        "A data point has its value and its metric's type",
        arguments: [
            (#""gauge":{"dataPoints":[{"asDouble":1.5}]}"#, "1.5", "gauge", "gauge"),
            (#""sum":{"isMonotonic":true,"dataPoints":[{"asInt":"7"}]}"#, "7", "counter", "counter"),
            (#""sum":{"dataPoints":[{"asInt":"-7"}]}"#, "-7", "gauge", "gauge"),
            (#""histogram":{"dataPoints":[{"sum":2.5,"count":"2"}]}"#, "2.5", "distribution", "histogram"),
            (#""histogram":{"dataPoints":[{"count":"2"}]}"#, "null", "distribution", "histogram"),
            (#""exponentialHistogram":{"dataPoints":[{"sum":3}]}"#, "3", "distribution", "histogram"),
            (#""summary":{"dataPoints":[{"sum":4}]}"#, "4", "distribution", "histogram"),
            (#""gauge":{"dataPoints":[{"asDouble":"NaN"}]}"#, "null", "gauge", "gauge"),
            (#""gauge":{"dataPoints":[{"flags":1}]}"#, "null", "gauge", "gauge"),
        ]
    )
    func metrics(_ data: String, _ value: String, _ kind: String, _ type: String) throws {
        let json = #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","unit":"s",\#(data)}]}]}]}"#
        let metrics = try Metrics(validatingJSON: Bytes(utf8: json))
        #expect(
            mapping.payloads(metrics, now: now).map(\.text) == [
                #"{"v":"2.0","type":"metric","source":"svc","level":7,"ts":"2026-01-02T03:04:05Z","name":"m","#
                    + #""value":\#(value),"unit":"s","kind":"\#(kind)","metric_type":"\#(type)"}"#
            ]
        )
    }

    @Test("The environment is added, unless the resource has one")
    func environment() throws {
        let mapping = PayloadMapping(source: "s", environment: "production")
        func meta(_ resource: String) throws -> String {
            let json =
                #"{"resourceLogs":[{"resource":{"attributes":[\#(resource)]},"scopeLogs":[{"logRecords":[{}]}]}]}"#
            let text = try #require(mapping.payloads(try Logs(validatingJSON: Bytes(utf8: json)), now: 0).first?.text)
            return String(try #require(text.split(separator: #""meta":"#).last))
        }
        #expect(try meta("") == #"{"environment":"production"}}"#)
        #expect(
            try meta(#"{"key":"environment","value":{"stringValue":"own"}}"#) == #"{"environment":"own"}}"#
        )
        #expect(
            try meta(#"{"key":"host","value":{"stringValue":"h"}}"#) == #"{"host":"h","environment":"production"}}"#
        )
    }
}
