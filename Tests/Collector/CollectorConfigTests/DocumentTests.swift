import CollectorConfig
import Testing

struct DocumentTests {
    struct Small: Settings {
        var size = 8192
        var level = Verbosity.normal
        var grpc = Section<KeepAlive>.absent
        static let fields: [Setting<Self>] = [
            Setting("size", \.size, "How | many.", .atLeast(0), deprecated: "use level"),
            Setting("level", \.level, "How much."),
            Setting("grpc", \.grpc, "Pings."),
            .unavailable("tls", "TLS is not available yet"),
        ]
    }

    @Test func table() {
        #expect(
            Small.markdownTable() == """
                | Key | Type | Default | Description |
                | --- | --- | --- | --- |
                | `size` | int | `8192` | How \\| many. Must be at least 0. Deprecated: use level. |
                | `level` | string | `normal` | How much. |
                | `grpc` | optional map | off | Pings. |
                | `grpc::time` | duration | `10s` | Time between pings. |
                | `grpc::token` | string | `""` | What a ping carries. |

                Known and not available yet, so that writing them is an error that says why: `tls`.

                """
        )
    }

    @Test func schema() throws {
        let schema = try ConfigNode(yaml: Small.jsonSchema(title: "small"), source: "schema")
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["title"] == "small")
        #expect(schema["additionalProperties"] == false)
        let size = try #require(schema["properties"]?["size"])
        #expect(size["default"] == 8192)
        #expect(size["deprecated"] == true)
        #expect(size["anyOf"]?.elements.first == .map(["type": "integer", "minimum": 0]))
        #expect(size["anyOf"]?.elements.last == .map(["type": "string", "pattern": "\\$\\{"]))
        #expect(schema["properties"]?["level"]?["anyOf"]?.elements.first?["enum"] == ["basic", "normal", "detailed"])
        let block = schema["properties"]?["grpc"]?["anyOf"]?.elements.first
        #expect(block?["properties"]?["enabled"] != nil)
        #expect(block?["properties"]?["time"]?["default"] == "10s")
    }
}
