import CollectorConfig
import Testing

struct WriterTests {
    @Test func blockStyle() {
        let node = ConfigNode.map([
            "receivers": .map(["otlp": .map(["protocols": .map(["grpc": nil])])]),
            "list": [.map(["a": 1, "b": [true, 2.5]]), [[]], "x: y", "", "yes", "0123", "a\nb", .map([:])],
            "service": .map(["level": "${env:LEVEL}", "path": "/v1/traces", "at": "localhost:4317"]),
        ])
        #expect(
            node.yaml() == """
                receivers:
                    otlp:
                        protocols:
                            grpc: null
                list:
                    - a: 1
                      b:
                          - true
                          - 2.5
                    - - []
                    - "x: y"
                    - ""
                    - "yes"
                    - "0123"
                    - "a\\nb"
                    - {}
                service:
                    level: ${env:LEVEL}
                    path: /v1/traces
                    at: localhost:4317

                """
        )
    }

    @Test func json() {
        let node = ConfigNode.map(["a": [1, "q\"\\\n\u{1}"], "b": .map([:]), "c": 1.0, "d": 0.25, "e": nil])
        #expect(
            node.json() == """
                {
                  "a": [
                    1,
                    "q\\"\\\\\\n\\u0001"
                  ],
                  "b": {},
                  "c": 1,
                  "d": 0.25,
                  "e": null
                }

                """
        )
    }

    @Test func durationsAreNanosecondsInJSON() {
        let options = EncodingOptions(durations: .nanoseconds)
        #expect(Everything().encode(options)["timeout"] == 200_000_000)
        #expect(Everything().encoded(redacted: true)["timeout"] == "200ms")
    }

    @Test func settingsReadBackWhatTheyPrint() throws {
        var settings = Everything()
        settings.protocols.grpc = .some(ServerBlock(endpoint: "[::1]:4317", headers: ["x": "a: #b"]))
        settings.labels = ["b c": " d ", "a": "'\"\t"]
        settings.list = ["-", "? x", "&a", "*b", "!c", "null", "1e3", "é", "a #b", "@", "%", "😀", "\u{85}"]
        settings.anything = ["~", nil, true, -1, 1e300]
        // Deprecated keys are printed with their values, too.
        let again = try Everything.decode(yaml: settings.encoded(redacted: false).yaml())
        #expect(again.encoded(redacted: false) == settings.encoded(redacted: false))
    }
}
