import CollectorAPI
import Pdata
import Testing

@Suite struct IDTests {
    @Test func readsTypeAndName() throws {
        let id = try ComponentID(parsing: " otlp / ab ")
        #expect(id.type == "otlp")
        #expect(id.name == "ab")
        #expect("\(id)" == "otlp/ab")
        #expect(try "\(ComponentID(parsing: "otlp"))" == "otlp")
        #expect(try PipelineID(parsing: "traces/x") == PipelineID(.traces, name: "x"))
    }

    @Test(arguments: [
        ("", "id must not be empty"),
        ("a/", "in \"a/\" id: the part after / should not be empty"),
        ("/a", "in \"/a\" id: the part before / should not be empty"),
        ("1a", "in \"1a\" id: invalid character(s) in type \"1a\""),
        ("a/x\u{1}", "in \"a/x\u{1}\" id: invalid character(s) in name \"x\u{1}\""),
    ])
    func refusesWithUpstreamsWords(text: String, message: String) {
        let error = #expect(throws: IDError.self) { try ComponentID(parsing: text) }
        #expect(error?.description == message)
    }

    @Test func namesHaveALimit() {
        let error = #expect(throws: IDError.self) {
            try ComponentID(parsing: "a/" + String(repeating: "x", count: 1025))
        }
        #expect(error?.description.hasSuffix("is longer than 1024 characters (1025 characters)") == true)
    }

    @Test func pipelinesNameASignal() {
        let error = #expect(throws: IDError.self) { try PipelineID(parsing: "spans") }
        #expect(error?.description == "unknown pipeline signal: \"spans\"")
    }
}
