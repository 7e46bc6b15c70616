import Foundation
import Pdata
import Testing

@testable import AmplitudeExporter

@Suite("Events") struct EventMapperTests {
    private static let stitched = Samples.Record(
        name: "code_references.scan.created",
        time: 1_710_864_000_123_456_789,
        trace: "4bf92f3577b34da6a3ce929d0e0e4736",
        span: "00f067aa0ba902b7",
        attributes: [
            ("organisation.id", #"{"stringValue":"42"}"#), ("amplitude.device_id", #"{"stringValue":"device-abc"}"#),
            ("amplitude.session_id", #"{"stringValue":"1710864000000"}"#), ("feature.count", #"{"stringValue":"3"}"#),
        ]
    )

    private func map(
        _ records: [Samples.Record],
        service: String = "api",
        _ yaml: String = "{}"
    ) throws -> MappedEvents {
        let settings = try AmplitudeExporterSettings.decode(yaml: "{api_key: k, \(yaml.dropFirst())")
        return EventMapper(settings).map(Samples.logs(records, service: service))
    }

    private func event(_ record: Samples.Record, _ yaml: String = "{}") throws -> NSDictionary {
        let event = try #require(try map([record], yaml).events.first)
        return try #require(try JSONSerialization.jsonObject(with: Data(event.json.array)) as? NSDictionary)
    }

    @Test("have a user, a device, a session, a time and properties")
    func stitching() throws {
        let event = try event(Self.stitched)
        let id = try #require(event["insert_id"] as? String)
        #expect(id.hasPrefix("4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-"))
        #expect(
            event
                == [
                    "event_type": "code_references.scan.created", "user_id": "org:42", "device_id": "device-abc",
                    "session_id": 1_710_864_000_000, "time": 1_710_864_000_123,
                    "event_properties": ["feature.count": "3"], "insert_id": id,
                ]
        )
    }

    @Test("have their members in upstream's order, and properties by key")
    func order() throws {
        var record = Self.stitched
        record.attributes += [
            ("b", #"{"boolValue":true}"#), ("a", #"{"intValue":"3"}"#), ("b", #"{"doubleValue":0.5}"#),
        ]
        let json = try #require(try map([record]).events.first).json.text
        let start = #"{"event_type":"code_references.scan.created","user_id":"org:42","device_id":"device-abc","#
        let rest =
            #""session_id":1710864000000,"time":1710864000123,"event_properties":{"a":"3","b":"0.5","feature.count":"3"}"#
        #expect(json.hasPrefix(start + rest + #","insert_id":"#))
    }

    @Test("leave out what there is not")
    func omissions() throws {
        let event = try event(
            Samples.Record(body: "signup", attributes: [("amplitude.session_id", #"{"stringValue":"soon"}"#)])
        )
        #expect(event["event_type"] as? String == "signup")
        #expect(Set(event.allKeys.compactMap { $0 as? String }) == ["event_type", "insert_id"])
    }

    @Test("have every kind of value as text")
    func values() throws {
        let event = try event(
            Samples.Record(
                name: "e",
                attributes: [
                    ("int", #"{"intValue":"3"}"#), ("bool", #"{"boolValue":true}"#),
                    ("list", #"{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"a\"b"}]}}"#),
                    ("amplitude.session_id", #"{"intValue":"7"}"#), ("organisation.id", #"{"intValue":"42"}"#),
                ]
            )
        )
        #expect(event["event_properties"] as? NSDictionary == ["int": "3", "bool": "true", "list": #"[1,"a\"b"]"#])
        #expect(event["session_id"] as? Int == 7)
        #expect(event["user_id"] as? String == "org:42")
    }

    @Test("name users as configured")
    func users() throws {
        let record = Samples.Record(name: "e", attributes: [("enduser.id", #"{"stringValue":"martha"}"#)])
        #expect(try event(record)["user_id"] == nil)
        let event = try event(record, "{user_id_attribute: enduser.id, user_id_prefix: \"\"}")
        #expect(event["user_id"] as? String == "martha")
        #expect(event["event_properties"] == nil)
    }

    @Test("are those that the allowlist names, and have a name")
    func allowlist() throws {
        let records = ["feature_lifecycle.created", "code_references.cleanup_issues.created", "login", ""].map {
            Samples.Record(name: $0)
        }
        let mapped = try map(records, "{events: [\"feature_lifecycle.*\", \"code_references.*\"]}")
        #expect(mapped.events.count == 2)
        #expect(mapped.withheld == 1)
        #expect(mapped.nameless == 1)
        #expect(try map([Self.stitched], "{events: [\"feature_lifecycle.*\"]}").events == [])
    }

    @Test("have ids of their own, the same ones each time")
    func insertIDs() throws {
        var records = [
            Self.stitched, Self.stitched, Self.stitched, Samples.Record(name: "a"), Samples.Record(name: "a"),
        ]
        records[1].name = "other"
        records += [Samples.Record(name: "a", time: 1), Samples.Record(name: "a", observed: 1)]
        records.append(Samples.Record(name: "a", attributes: [("k", #"{"stringValue":"v"}"#)]))
        func ids(_ mapped: MappedEvents) throws -> [String] {
            try mapped.events.map { event in
                try #require(JSONValue(parsing: event.json)["insert_id"]?.string)
            }
        }
        let first = try ids(map(records))
        #expect(Set(first).count == records.count)
        #expect(try ids(map(records)) == first)
        #expect(Set(try ids(map(records, service: "web"))).isDisjoint(with: first))
        // Fixed, so that an upgrade does not send events of a persistent queue twice.
        #expect(first[3] == "48e08e16-4673-89c0-913a-8f9e8047f3bc")
        for id in first[3...] {
            let uuid = try #require(UUID(uuidString: id)).uuid
            #expect(uuid.6 >> 4 == 8)
            #expect(uuid.8 >> 6 == 0b10)
        }
    }
}
