import CollectorAPI
import Fuzzing

@testable import OTTL
@testable import Pdata
@testable import TransformProcessor

/// What statements are run over.
enum Records {
    static let accessLine = #"10.0.0.1 - a [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1 "-" "x""#

    private static let attributes = #"""
        [{"key":"s","value":{"stringValue":"text"}},{"key":"i","value":{"intValue":"3"}},
        {"key":"d","value":{"doubleValue":2.5}},{"key":"b","value":{"boolValue":true}},
        {"key":"bytes","value":{"bytesValue":"AQID"}},{"key":"empty","value":{}},
        {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"two"}]}}},
        {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}}]}}}]
        """#

    private static func resource(_ rest: String) -> Bytes {
        Bytes(utf8: "{" + rest.replacing("ATTRIBUTES", with: attributes) + "}")
    }

    static let logs: Logs = read(
        #""resourceLogs":[{"resource":{"attributes":ATTRIBUTES},"scopeLogs":[{"scope":{"name":"s"},"logRecords":["#
            + #"{"body":{"stringValue":"a=1 b=2"},"attributes":ATTRIBUTES,"severityNumber":9,"timeUnixNano":"5"},"#
            + #"{"body":{"kvlistValue":{"values":ATTRIBUTES}}},{}]}]}]"#
    )

    static let traces: Traces = read(
        #""resourceSpans":[{"resource":{"attributes":ATTRIBUTES},"scopeSpans":[{"scope":{"name":"s"},"spans":["#
            + #"{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","name":"GET /","kind":2,"#
            + #""startTimeUnixNano":"5","endTimeUnixNano":"9","attributes":ATTRIBUTES,"traceState":"a=b","status":{"#
            + #""code":2,"message":"m"},"events":[{"name":"e","attributes":ATTRIBUTES},{}],"links":["#
            + #"{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708"}]},{}]}]}]"#
    )

    static let metrics: Metrics = read(
        #""resourceMetrics":[{"resource":{"attributes":ATTRIBUTES},"scopeMetrics":[{"scope":{"name":"s"},"metrics":["#
            + #"{"name":"g","gauge":{"dataPoints":[{"asInt":"4","attributes":ATTRIBUTES},{"asDouble":2}]}},"#
            + #"{"name":"s","sum":{"dataPoints":[{"asInt":"4","exemplars":[{"asInt":"1"}]},{"asInt":"5"}],"#
            + #""aggregationTemporality":1,"isMonotonic":true}},"#
            + #"{"name":"h","histogram":{"dataPoints":[{"count":"9","sum":9,"bucketCounts":["1","3","5"],"#
            + #""explicitBounds":[1,2],"min":0.5,"max":3},{"count":"9","bucketCounts":["1","3","5"],"#
            + #""explicitBounds":[1,2]}],"aggregationTemporality":2}},"#
            + #"{"name":"e","exponentialHistogram":{"dataPoints":[{"count":"8","scale":1,"zeroCount":"1","positive":"#
            + #"{"offset":-1,"bucketCounts":["1","3"]},"negative":{"offset":2,"bucketCounts":["3"]}}],"#
            + #""aggregationTemporality":2}},"#
            + #"{"name":"q","summary":{"dataPoints":[{"count":"3","sum":6,"quantileValues":[{"quantile":0.5,"value":2}]}]}},"#
            + #"{"name":"n"}]}]}]"#
    )

    static let document = try? XMLParser.parse(
        #"<?xml version="1.0"?><a x="1"><b>one</b><!-- c --><n:b xmlns:n="u" y="2">two<c/><c>3</c></n:b><![CDATA[<]]></a>"#
    )

    /// Statements that take the body apart.
    static let parsers: [StatementGroup] = [
        "ParseJSON(log.body)", "ParseKeyValue(log.body)", #"ParseKeyValue(log.body, ":", ", ")"#,
        #"ParseCSV(log.body, "a,b,c")"#, #"ParseCSV(log.body, "a|b", "|", "|", "lazyQuotes")"#,
        #"ParseCSV(log.body, "a,b", mode="ignoreQuotes")"#, "ParseXML(log.body)", "ParseSimplifiedXML(log.body)",
        #"GetXML(log.body, "//*[@x or text()]")"#, #"RemoveXML(log.body, "//@* | //b")"#,
        #"InsertXML("<a/>", "/a", log.body)"#, "ConvertAttributesToElementsXML(log.body)",
        "ConvertTextToElementsXML(log.body)", "ParseCEF(log.body)", "ParseCLF(log.body)",
        #"ParseCLF(log.body, "combined")"#, "ParseELF(log.body)", "ParseLEEF(log.body)", "URL(log.body)",
        #"ExtractGrokPatterns(log.body, "%{COMBINEDAPACHELOG}|%{SYSLOG5424LINE}|%{URI}", true)"#,
        #"ExtractGrokPatterns(log.body, "%{IPV6} %{TIMESTAMP_ISO8601} %{NUMBER:n:double} %{INT:i:int}")"#,
        #"ExtractPatterns(log.body, "(?P<a>\\w+)=(?P<b>.*)")"#, "Duration(log.body)", "TraceID(log.body)",
        #"Time(log.body, "%Y-%m-%d %H:%M:%S")"#, #"Decode(log.body, "base64")"#, "XXH3(log.body)", "XXH128(log.body)",
        "Double(log.body)", "Int(log.body)", #"Format(log.body, [1, 2.5, "x"])"#, #"ConvertCase(log.body, "snake")"#,
        "Murmur3Hash128(log.body)", #"IsInCIDR(log.body, ["10.0.0.0/8"])"#, "IsValidLuhn(log.body)",
    ].compactMap { value in
        var found: [OTTLDiagnostic] = []
        let group = OTTLParser.transform(.logs).statements(
            ["set(log.attributes[\"found\"], \(value))"],
            context: .log,
            into: &found
        )
        require(group != nil, "\(found)")
        return group
    }

    /// A record whose body is `text`.
    static func logs(body text: String) -> Logs? {
        var logs = logs
        logs.editLogRecords { $0.body = .string(text) }
        return logs
    }

    private static func read<Data: Telemetry>(_ rest: String) -> Data {
        do {
            return try Data(validatingJSON: resource(rest))
        } catch {
            fatalError("\(error)")
        }
    }
}

extension Logger {
    /// A logger that writes nowhere.
    static var silent: Logger { Logger(SilentSink()) }
}

private struct SilentSink: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}
