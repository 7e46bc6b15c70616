import CollectorTestKit
import Pdata

/// Log records as an SDK sends them, from OTLP's JSON.
enum Samples {
    /// One log record.
    struct Record {
        var name = ""
        var body = ""
        var time: UInt64 = 0
        var observed: UInt64 = 0
        var trace = ""
        var span = ""
        /// Keys with values in OTLP's JSON.
        var attributes: [(String, String)] = []

        fileprivate var json: String {
            let attributes = attributes.map { #"{"key":"\#($0)","value":\#($1)}"# }.joined(separator: ",")
            return #"""
                {"eventName":"\#(name)","timeUnixNano":"\#(time)","observedTimeUnixNano":"\#(observed)",
                "traceId":"\#(trace)","spanId":"\#(span)",
                "body":{"stringValue":"\#(body)"},"attributes":[\#(attributes)]}
                """#
        }
    }

    /// A request of `records` from one scope of `service`.
    static func logs(_ records: [Record], service: String = "api") -> Logs {
        let json = #"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},
            "scopeLogs":[{"scope":{"name":"flagsmith"},"logRecords":[\#(records.map(\.json).joined(separator: ","))]}]}]}
            """#
        do throws(WireError) {
            return try Logs(validatingJSON: Bytes(utf8: json))
        } catch {
            preconditionFailure("the sample is malformed: \(error)")
        }
    }

    /// A request of `count` events of as many users, `org:0001` and so on, whose `number` tells them apart.
    static func events(_ count: Int, filler: Int = 0) -> Logs {
        let filling = String(repeating: "x", count: filler)
        return logs(
            (0..<count).map { number in
                Record(
                    name: "flag.updated",
                    time: 1_710_864_000_000_000_000,
                    attributes: [
                        ("organisation.id", #"{"stringValue":"\#(1000 + number)"}"#),
                        ("number", #"{"intValue":"\#(number)"}"#),
                        ("filling", #"{"stringValue":"\#(filling)"}"#),
                    ]
                )
            }
        )
    }
}
