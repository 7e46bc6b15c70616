import Foundation
import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

/// OTLP's JSON, compared with the protobuf runtime's, which differs in how it writes ids.
@Suite struct JSONTests {
    static let seeds = (0..<30).map(UInt64.init)

    @Test(arguments: seeds) func traces(seed: UInt64) throws { try check(TracesRequest.self, seed) }
    @Test(arguments: seeds) func metrics(seed: UInt64) throws { try check(MetricsRequest.self, seed) }
    @Test(arguments: seeds) func logs(seed: UInt64) throws { try check(LogsRequest.self, seed) }
    @Test(arguments: seeds) func profiles(seed: UInt64) throws { try check(ProfilesRequest.self, seed) }

    private func check<M: OracleRequest>(_ type: M.Type, _ seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        messages.hasUnknownFields = false
        let message = messages.message(type)

        // Theirs, read by us: names in both cases, enumerations as names and numbers.
        for snakeCase in [false, true] {
            var options = JSONEncodingOptions()
            options.preserveProtoFieldNames = snakeCase
            options.alwaysPrintEnumsAsInts = snakeCase
            let theirs = try message.jsonString(options: options)
            let value = try M.Value(validatingJSON: Bytes(utf8: try Self.convertIDs(theirs, toHex: true)))
            #expect(try M(wire: value.wire) == message)
            #expect(value.itemCount == message.itemCount)
        }

        // Ours, read by them and by us.
        let value = try M.Value(validating: message.wire)
        let ours = value.json()
        let read = try M(jsonString: Self.convertIDs(ours.text, toHex: false))
        #expect(read.records.count == message.records.count)
        let again = try M.Value(validatingJSON: ours)
        #expect(try M(wire: again.wire) == read)
        #expect(again.json() == ours)
        #expect(try Self.withoutEmpty(message) == Self.withoutEmpty(read))
    }

    /// The JSON `text` with its ids converted between base64 and hexadecimal digits.
    private static func convertIDs(_ text: String, toHex: Bool) throws -> String {
        func convert(_ value: Any, _ key: String) -> Any {
            switch value {
            case let object as [String: Any]:
                return Dictionary(uniqueKeysWithValues: object.map { ($0, convert($1, $0)) })
            case let array as [Any]:
                return array.map { convert($0, key) }
            case let string as String where ids.contains(key):
                if toHex {
                    return (Data(base64Encoded: string) ?? Data()).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
                        .joined()
                }
                let digits = Array(string)
                let bytes = stride(from: 0, to: digits.count, by: 2).map {
                    UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
                }
                return Data(bytes).base64EncodedString()
            default:
                return value
            }
        }
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return String(decoding: try JSONSerialization.data(withJSONObject: convert(value, "")), as: UTF8.self)
    }

    private static let ids: Set<String> = [
        "traceId", "spanId", "parentSpanId", "profileId", "trace_id", "span_id", "parent_span_id", "profile_id",
    ]

    /// The message in text form without empty sub-messages, of which JSON writes some that are absent.
    private static func withoutEmpty(_ message: some Message) throws -> String {
        func strip(_ value: Any) -> Any? {
            switch value {
            case let object as [String: Any]:
                let rest = object.compactMapValues(strip)
                return rest.isEmpty ? nil : rest
            case let array as [Any]: return array.map { strip($0) ?? NSNull() }
            default: return value
            }
        }
        let object = try JSONSerialization.jsonObject(with: message.jsonUTF8Data())
        let data = try JSONSerialization.data(withJSONObject: strip(object) ?? [:], options: .sortedKeys)
        return String(decoding: data, as: UTF8.self)
    }

    private func span(_ members: String) throws -> Opentelemetry_Proto_Trace_V1_Span {
        let text = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(members)}]}]}]}"#
        let wire = try Traces(validatingJSON: Bytes(utf8: text)).wire
        return try #require(try TracesRequest(wire: wire).resourceSpans.first?.scopeSpans.first?.spans.first)
    }

    private func error(_ members: String) -> WireError? {
        do {
            _ = try span(members)
            return nil
        } catch {
            return error as? WireError
        }
    }

    @Test func whatSendersWrite() throws {
        #expect(try span(#""name":"a\u00e4\ud834\udd1e\ud800\n""#).name == "aä𝄞\u{FFFD}\n")
        #expect(try span(#""startTimeUnixNano":1700000000000000001"#).startTimeUnixNano == 1_700_000_000_000_000_001)
        #expect(try span(#""startTimeUnixNano":"1700000000000000001""#).startTimeUnixNano == 1_700_000_000_000_000_001)
        #expect(try span(#""start_time_unix_nano" : 1.7e18 "#).startTimeUnixNano == 1_700_000_000_000_000_000)
        #expect(try span(#""kind":3"#).kind == .client)
        #expect(try span(#""kind":"SPAN_KIND_CLIENT""#).kind == .client)
        #expect(try span(#""kind":99"#).kind == .UNRECOGNIZED(99))
        #expect(try span(#""traceId":"0102030405060708090A0b0c0d0e0f10""#).traceID.count == 16)
        #expect(try span(#""traceId":"""#).traceID.isEmpty)
        #expect(try span(#""droppedAttributesCount":"7""#).droppedAttributesCount == 7)
        #expect(try span(#""unheardOf":{"a":[1,{"b":null}]},"name":"x""#).name == "x")
        #expect(try span(#""name":null,"attributes":null,"status":null,"traceId":null"#) == .init())
        #expect(try span(#""name":"first","name":"second""#).name == "second")
        #expect(try span(#""n\u0061me":"x""#).name == "x")
        let bytes = try span(#""attributes":[{"key":"k","value":{"bytesValue":"_-8"}}]"#)
        #expect(bytes.attributes.first?.value.bytesValue == Data([0xFF, 0xEF]))
        let doubles = try span(
            #""attributes":[{"value":{"doubleValue":"NaN"}},{"value":{"doubleValue":"-Infinity"}},{"value":{"doubleValue":"1.5"}},{"value":{"doubleValue":-0}}]"#
        ).attributes.map(\.value.doubleValue)
        #expect(doubles[0].isNaN)
        #expect(doubles[1...] == [-.infinity, 1.5, 0])
        #expect(doubles[3].sign == .minus)
    }

    @Test func whatIsRefused() {
        for members in [
            #""startTimeUnixNano":null"#, #""kind":null"#, #""kind":"CLIENT""#, #""kind":"3""#, #""name":1"#,
            #""startTimeUnixNano":1.5"#, #""startTimeUnixNano":-1"#, #""startTimeUnixNano":18446744073709551616"#,
            #""startTimeUnixNano":"""#, #""startTimeUnixNano":" 1""#, #""startTimeUnixNano":"0x1""#,
            #""droppedAttributesCount":4294967296"#, #""traceId":"01""#,
            #""traceId":"zz02030405060708090a0b0c0d0e0f10""#,
            #""spanId":"0102030405060708090a0b0c0d0e0f10""#, #""attributes":{}"#, #""status":[]"#, #""name":"\x""#,
            #""name":"\u12""#, "\"name\":\"\n\"", #""kind":01"#, #""kind":+1"#, #""kind":1."#, #""kind":1,"#,
            #"name:1"#,
            #""attributes":[{"value":{"doubleValue":1e999}}]"#, #""attributes":[{"value":{"doubleValue":"inf"}}]"#,
            #""attributes":[{"value":{"bytesValue":"a"}}]"#, #""attributes":[{"value":{"bytesValue":"!!!!"}}]"#,
            #""attributes":[{"value":{"boolValue":"true"}}]"#, #""attributes":[{"value":{"boolValue":null}}]"#,
            #""attributes":[1]"#, #""attributes":[{},]"#,
        ] {
            #expect(error(members) != nil, "\(members)")
        }
        for text in ["", " ", "[]", "{", "{}}", "{} x", "nul", "\"\"", #"{"resourceSpans":[}"#, #"{"resourceSpans"}"#] {
            #expect(throws: WireError.self, "\(text)") { try Traces(validatingJSON: Bytes(utf8: text)) }
        }
    }

    @Test func errorsSayWhere() {
        #expect(
            error(#""name":"x","traceId":"01""#)?.description
                == "resource_spans.scope_spans.spans.trace_id: an id needs 32 hexadecimal digits (byte 66)"
        )
        #expect(error(#""kind":"CLIENT""#)?.message == "unknown name; they are SPAN_KIND_…")
    }

    @Test func depthIsBounded() {
        let arrays = String(repeating: "[", count: 100_000)
        #expect(error(#""unheardOf":"# + arrays)?.message == "values lie too deep in each other")
        let values = String(repeating: #"{"arrayValue":{"values":["#, count: 100_000)
        #expect(error(#""attributes":[{"value":"# + values)?.message == "messages lie too deep in each other")
    }

    @Test func supersededNamesAreRead() throws {
        let text = """
            {"resourceSpans":[{"instrumentationLibrarySpans":[
                {"instrumentationLibrary":{"name":"old"},"spans":[{"name":"a"}]}]}]}
            """
        let traces = try Traces(validatingJSON: Bytes(utf8: text))
        #expect(traces.upgradedScopes == 1)
        let scope = try TracesRequest(wire: traces.wire).resourceSpans.first?.scopeSpans.first
        #expect(scope?.scope.name == "old")
        #expect(scope?.spans.map(\.name) == ["a"])
    }

    @Test func whatIsWritten() throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [
                .with {
                    $0.scopeSpans = [
                        .with {
                            $0.spans = [
                                .with {
                                    $0.traceID = Data(1...16)
                                    $0.name = "a\"\u{1}ä/"
                                    $0.kind = .server
                                    $0.startTimeUnixNano = 1
                                    $0.attributes = [
                                        .with {
                                            $0.key = "i"; $0.value.intValue = 0
                                        },
                                        .with {
                                            $0.key = "d"; $0.value.doubleValue = .nan
                                        },
                                        .with {
                                            $0.key = "e"; $0.value.doubleValue = 1e21
                                        },
                                        .with {
                                            $0.key = "f"; $0.value.doubleValue = 100
                                        },
                                        .with {
                                            $0.key = "b"; $0.value.bytesValue = Data([0xFF])
                                        },
                                    ]
                                }
                            ]
                        }
                    ]
                }
            ]
        }
        #expect(
            try Traces(validating: request.wire).json().text
                == #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","#
                + #""name":"a\"\u0001ä/","kind":2,"startTimeUnixNano":"1","attributes":["#
                + #"{"key":"i","value":{"intValue":"0"}},{"key":"d","value":{"doubleValue":"NaN"}},"#
                + #"{"key":"e","value":{"doubleValue":1e+21}},{"key":"f","value":{"doubleValue":100}},"#
                + #"{"key":"b","value":{"bytesValue":"/w=="}}],"status":{}}],"scope":{}}],"resource":{}}]}"#
        )
    }

    @Test func severalSegmentsBecomeOneRequest() throws {
        let parts = try ["a", "b"].map { name in
            try Logs(validatingJSON: Bytes(utf8: #"{"resourceLogs":[{"schemaUrl":"\#(name)"}]}"#))
        }
        #expect(
            Logs(joining: parts).json().text
                == #"{"resourceLogs":[{"schemaUrl":"a","resource":{}},{"schemaUrl":"b","resource":{}}]}"#
        )
    }
}

@Suite struct JSONValueTests {
    @Test func readsWhatAServerAnswers() throws {
        let text = #"{"code": 400, "events": {"time": [3, 4]}, "error": "a\"\u00e9\n", "none": null, "ok": true}"#
        let value = try JSONValue(parsing: Bytes(utf8: text))
        #expect(value["code"]?.integer == 400)
        #expect(value["events"]?["time"] == .array([.number("3"), .number("4")]))
        #expect(value["error"]?.string == "a\"é\n")
        #expect(value["none"] == .null)
        #expect(value["ok"] == .bool(true))
        #expect(throws: WireError.self) { try JSONValue(parsing: Bytes(utf8: text + "}")) }
    }

    @Test(arguments: ["", "plain", "\"\\/\u{8}\t\n\u{C}\r\u{1}", "é\u{2028}😀"])
    func writesStringsThatReadBack(text: String) throws {
        var json = ByteBuilder()
        json.append(jsonString: text)
        #expect(try JSONValue(parsing: json.finish()) == .string(text))
    }
}
