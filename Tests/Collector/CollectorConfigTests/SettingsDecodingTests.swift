import CollectorConfig
import Testing

struct SettingsDecodingTests {
    private func decode(_ text: String) -> (Everything, [String]) {
        do throws(ConfigErrors) {
            let node = try ConfigNode(yaml: text, source: "c.yaml")
            var diagnostics: [ConfigDiagnostic] = []
            let settings = Everything.decode(node, at: ["receivers", "otlp"], into: &diagnostics)
            return (settings, diagnostics.map(\.description))
        } catch {
            return (Everything(), error.diagnostics.map(\.description))
        }
    }

    @Test func nothingWrittenIsEveryDefault() {
        for text in ["", "{}", "list:", "numbers: ~", "labels:", "protocols:"] {
            let (settings, found) = decode(text)
            #expect(found.isEmpty)
            #expect(settings.list == ["default"])
            #expect(settings.count == 7)
            #expect(settings.protocols.grpc.value == nil)
            #expect(settings.protocols.http.value == nil)
        }
    }

    @Test func everyTypeIsRead() {
        let (settings, found) = decode(
            """
            endpoint: 0.0.0.0:1
            max_streams: 5
            count: 1e1
            ratio: 1
            name: ""
            timeout: 1h2m3.5s
            verbosity: detailed
            list: [a, b]
            numbers: [1, 0x10]
            labels: {a: b}
            maybe: x
            anything: {free: [1]}
            headers: {Authorization: Bearer t}
            """
        )
        #expect(found.isEmpty)
        #expect(settings.client.endpoint == "0.0.0.0:1")
        #expect(settings.client.maxStreams == 5)
        #expect(settings.count == 10)
        #expect(settings.ratio == 1)
        #expect(settings.name.isEmpty)
        #expect(settings.timeout == .milliseconds(3_723_500))
        #expect(settings.verbosity == .detailed)
        #expect(settings.list == ["a", "b"])
        #expect(settings.numbers == [1, 16])
        #expect(settings.labels == ["a": "b"])
        #expect(settings.maybe == "x")
        #expect(settings.anything == .map(["free": [1]]))
        #expect(settings.client.headers["authorization"]?.value == "Bearer t")
    }

    @Test func scalarNullIsZero() {
        let (settings, found) = decode("name:\nratio: null\ntimeout: ~\nmaybe:\nflag:\nverbosity:\nmax_streams: 2\n")
        #expect(found == ["c.yaml:5:6: warning: receivers::otlp::flag: 'flag' is deprecated; use count"])
        #expect(settings.name.isEmpty)
        #expect(settings.ratio == 0)
        #expect(settings.timeout == .zero)
        #expect(settings.maybe == nil)
        #expect(settings.verbosity == .basic)
        #expect(decode("count:").1 == ["c.yaml:1:7: error: receivers::otlp: `count` must be sane"])
    }

    @Test func unknownKeysAreAllReportedWithTheNearest() {
        let (_, found) = decode("protocols:\n  htttp: {}\n  grpc:\n    Endpoint: x\nzzzzzz: 1\n")
        #expect(
            found == [
                "c.yaml:5:1: error: receivers::otlp: has invalid keys: zzzzzz; allowed: anything, count, endpoint, flag, "
                    + "headers, keepalive, labels, list, max_streams, maybe, name, numbers, protocols, ratio, timeout, tls, "
                    + "verbosity",
                "c.yaml:2:3: error: receivers::otlp::protocols: 'protocols' has invalid keys: htttp; did you mean 'http'?",
                "c.yaml:4:5: error: receivers::otlp::protocols::grpc: 'protocols.grpc' has invalid keys: Endpoint; "
                    + "did you mean 'endpoint'?",
            ]
        )
    }

    @Test(arguments: [
        ("count: \"7\"", "count: 'count' expected type 'int', got unconvertible type 'string'; remove the quotes"),
        ("count: 1.5", "count: 'count' expected type 'int', got unconvertible type 'float64'; write a whole number"),
        ("count: [1]", "count: 'count' expected type 'int', got unconvertible type 'list'"),
        ("max_streams: -1", "max_streams: cannot parse 'max_streams', -1 overflows uint32; allowed: 0 to 4294967295"),
        ("ratio: x", "ratio: 'ratio' expected type 'float64', got unconvertible type 'string'"),
        ("name: 12", "name: 'name' expected type 'string', got unconvertible type 'int'; put it in quotes: \"12\""),
        ("name: {a: b}", "name: 'name' expected type 'string', got unconvertible type 'map'"),
        (
            "timeout: 10",
            "timeout: 'timeout' time: missing unit in duration \"10\"; write the unit, such as 10s or 10ms"
        ),
        (
            "timeout: 1d",
            "timeout: 'timeout' time: unknown unit \"d\" in duration \"1d\"; units are ns, us, µs, ms, s, m, h"
        ),
        (
            "timeout: true",
            "timeout: 'timeout' expected type 'duration', got unconvertible type 'bool'; write a duration such as 10s"
        ),
        ("timeout: -1s", "timeout: must be at least 0s, found -1s"),
        (
            "verbosity: detaled",
            "verbosity: 'verbosity' has invalid value \"detaled\"; did you mean 'detailed'? allowed: basic, normal, detailed"
        ),
        ("list: {a: b}", "list: 'list': source data must be an array or slice, got map; write a list: [ … ]"),
        ("numbers: [1, x]", "numbers::1: 'numbers.1' expected type 'int', got unconvertible type 'string'"),
        ("labels: [a]", "labels: 'labels' expected a map, got 'list'"),
        ("protocols: grpc", "protocols: 'protocols' expected a map or struct, got \"string\""),
        ("ratio: 1.5", "ratio: must be between 0 and 1, found 1.5"),
        ("tls: {}", "tls: TLS is not available yet; remove the key"),
        ("protocols: {grpc: {max_streams: 0}}", "protocols::grpc::max_streams: must be at least 1, found 0"),
        ("endpoint: ''", "requires a non-empty \"endpoint\""),
        ("protocols: {grpc: {endpoint: ''}}", "protocols::grpc: requires a non-empty \"endpoint\""),
        (
            "protocols: {grpc: {enabled: 1}}",
            "protocols::grpc: unexpected type int for 'enabled': got '1' value expected 'true' or 'false'"
        ),
    ])
    func errorsNameFieldAndWayOut(text: String, expected: String) throws {
        let (_, found) = decode(text)
        try #require(found.count == 1)
        let separator = expected.hasPrefix("requires") ? ": " : "::"
        #expect(found[0].hasPrefix("c.yaml:1:"))
        #expect(found[0].hasSuffix("error: receivers::otlp\(separator)\(expected)"))
    }

    @Test func allErrorsAreCollected() {
        let (_, found) = decode("count: x\nratio: x\nprotocols: {grpc: {max_streams: x}}\nbad: 1\ntls: {}\n")
        #expect(found.count == 5)
    }

    @Test func aBlockWithErrorsIsNotJudged() {
        let (_, found) = decode("endpoint: ''\nmax_streams: x")
        #expect(found.count == 1)
    }

    @Test func sectionsAreOnWhenWritten() {
        #expect(decode("protocols: {grpc: }").0.protocols.grpc.value?.endpoint == "localhost:4317")
        #expect(decode("protocols: {http: }").0.protocols.http.value?.endpoint == "localhost:4318")
        #expect(decode("protocols: {http: {enabled: true, max_streams: 3}}").0.protocols.http.value?.maxStreams == 3)
        let (settings, found) = decode("protocols: {http: {enabled: false, endpoint: ''}}")
        #expect(!settings.protocols.http.isEnabled)
        #expect(found.isEmpty)
        #expect(decode("protocols: {http: {enabled: false, endpoin: ''}}").1.count == 1)
    }

    @Test func listsMayBeTextWithCommas() {
        #expect(decode("list: a, b,c").0.list == ["a", "b", "c"])
        #expect(decode("list: ''").0.list.isEmpty)
        #expect(decode("list: []").0.list.isEmpty)
    }

    @Test func headersMayBeAList() {
        let (settings, found) = decode("headers: [{name: a, value: x}, {name: b, value: y}]")
        #expect(found.isEmpty)
        #expect(settings.client.headers == ["a": "x", "b": "y"])
        let (_, wrong) = decode("headers: [{name: a, value: x}, {name: a, value: y}, {name: b, value: z}]")
        #expect(wrong == ["c.yaml:1:10: error: receivers::otlp::headers: duplicate keys in map-style list: [a]"])
    }

    @Test func secretsAreNeverPrinted() {
        let (settings, _) = decode("headers: {a: hunter2}\nkeepalive: {token: hunter2}")
        #expect(!"\(settings)".contains("hunter2"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!settings.encoded(redacted: true).yaml().contains("hunter2"))
        #expect(settings.encoded(redacted: false)["headers"] == .map(["a": "hunter2"]))
        let (_, found) = decode("headers: {a: 12345678}\nkeepalive: {token: 12345678}")
        #expect(found.count == 2)
        #expect(!found.joined().contains("12345678"))
    }

    @Test func validationOfDefaultsPointsToTheBlock() {
        struct Needy: Settings {
            var inner = ServerBlock(endpoint: "")
            static let fields: [Setting<Self>] = [Setting("inner", \.inner, "A server.")]
        }
        var found: [ConfigDiagnostic] = []
        let place = SourcePosition(file: "c.yaml", line: 3, column: 1)
        _ = Needy.decode(ConfigNode(.null, position: place), at: ["exporters", "x"], into: &found)
        #expect(
            found.map(\.description) == ["c.yaml:3:1: error: exporters::x::inner: requires a non-empty \"endpoint\""]
        )
        #expect(found.first?.stage == .validation)
    }
}
