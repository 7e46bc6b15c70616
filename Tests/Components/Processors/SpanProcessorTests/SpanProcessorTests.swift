import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import SpanProcessor

/// What becomes of spans, as the reference page tells it.
@Suite struct SpanProcessorTests {
    private func change(_ config: String, _ span: Span, service: String = "svc") async throws -> Span {
        let next = RecordingConsumer<Traces>()
        let processor = try SpanProcessorFactory().traces(
            .decode(yaml: config),
            .test("span", kind: .processor),
            next
        )
        try await processor.consume(Traces(service: service, [span]))
        return try #require(try next.received.first?.spans.first)
    }

    @Test func namesFromAttributes() async throws {
        let config = "{name: {from_attributes: [db.svc, op], separator: '::'}}"
        #expect(try await change(config, span("a", ["op": "get", "db.svc": "loc"])).name == "loc::get")
        #expect(try await change(config, span("a", ["db.svc": "loc"])).name == "a")
        #expect(try await change(config, span("a")).name == "a")
        #expect(try await change("{name: {from_attributes: [op, op]}}", span("", ["op": "get"])).name == "getget")
    }

    @Test(arguments: [
        (AnyValue(integerLiteral: -7), "-7"), (true, "true"), (0.1, "0.1"), (1e21, "1000000000000000000000"),
        (AnyValue.with { $0.bytesValue = .init([1]) }, "<unknown-attribute-type>"),
        (AnyValue(), "<unknown-attribute-type>"),
    ])
    func namesFromValues(value: AnyValue, name: String) async throws {
        #expect(try await change("{name: {from_attributes: [k]}}", span("a", ["k": value])).name == name)
    }

    @Test(
        arguments: [
            (
                #"^\/api\/v1\/document\/(?P<documentId>.*)\/update$"#, "/api/v1/document/123/update",
                "/api/v1/document/{documentId}/update", ["documentId": "123"]
            ),
            ("(?P<a>\\d+)-(?P<b>\\d+)", "x 1-22 y", "x {a}-{b} y", ["a": "1", "b": "22"]),
            ("(?P<a>x)|(?P<b>y)", "my", "m{b}", ["b": "y"]),
            ("(?P<a>b(?P<b>c))d", "abcd", "a{a}d", ["a": "bc", "b": "c"]),
            ("(b)(?P<c>c)", "abcd", "ab{c}d", ["c": "c"]), ("(?P<a>ö)", "größe", "gr{a}ße", ["a": "ö"]),
            ("(?P<a>x)", "no match", "no match", [:]), ("match", "no match", "no match", [:]),
            ("(?P<a>.*)", "", "", [:]),
        ] as [(String, String, String, [String: String])]
    )
    func takesNamesApart(rule: String, name: String, expected: String, attributes: [String: String]) async throws {
        let found = try await change("{name: {to_attributes: {rules: ['\(rule)']}}}", span(name))
        #expect(found.name == expected)
        let pairs = found.attributes.map { ($0.key, $0.value.stringValue) }
        #expect(Dictionary(uniqueKeysWithValues: pairs) == attributes)
        let kept = try await change(
            "{name: {to_attributes: {keep_original_name: true, rules: ['\(rule)']}}}",
            span(name)
        )
        #expect(kept.name == name)
        #expect(kept.attributes == found.attributes)
    }

    @Test func goesThroughTheRules() async throws {
        let rules = "rules: ['^(?P<a>\\d+)', '/(?P<b>\\d+)', '\\{(?P<c>b)\\}']"
        let all = try await change("{name: {to_attributes: {\(rules)}}}", span("1/2"))
        #expect(all.name == "{a}/{{c}}")
        #expect(all.attributes == keyValues(["a": "1", "b": "2", "c": "b"]))
        let first = try await change("{name: {to_attributes: {break_after_match: true, \(rules)}}}", span("1/2"))
        #expect(first.name == "{a}/2")
        #expect(first.attributes == keyValues(["a": "1"]))
    }

    /// Names are made, then taken apart.
    @Test func doesBothInOrder() async throws {
        let config = "{name: {from_attributes: [op], to_attributes: {rules: ['(?P<n>\\d)']}}, status: {code: Ok}}"
        let found = try await change(config, span("a", ["op": "get 5"]))
        #expect(found.name == "get {n}")
        #expect(found.status.code == .ok)
    }

    @Test func setsTheStatus() async throws {
        var failed = span("a")
        failed.status.code = .error
        failed.status.message = "why"
        let ok = try await change("{status: {code: Ok}}", failed).status
        #expect(ok.code == .ok && ok.message.isEmpty)
        let unset = try await change("{status: {code: Unset}}", failed).status
        #expect(unset.code == .unset && unset.message.isEmpty)
        let error = try await change("{status: {code: Error, description: because}}", span("a")).status
        #expect(error.code == .error && error.message == "because")
    }

    @Test func changesWhatMatches() async throws {
        let config = "{include: {match_type: strict, services: [shop]}, status: {code: Ok}}"
        #expect(try await change(config, span("a"), service: "shop").status.code == .ok)
        #expect(try await change(config, span("a"), service: "other").status.code == .unset)
        let exclude = "{exclude: {match_type: regexp, span_names: ['^a']}, status: {code: Ok}}"
        #expect(try await change(exclude, span("ab")).status.code == .unset)
        #expect(try await change(exclude, span("b")).status.code == .ok)
    }

    @Test(arguments: [
        ("", "either \"from_attributes\" or \"to_attributes\" must be specified in \"name:\""),
        ("{name: {separator: x}}", "either \"from_attributes\" or \"to_attributes\" must be specified"),
        ("{status: {code: ok}}", "\"status\" must have specified \"code\" as \"Ok\" or \"Error\" or \"Unset\""),
        ("{status: {code: Ok, description: x}}", "\"description\" can be specified only for \"code\" \"Error\""),
        ("{name: {to_attributes: {rules: ['(']}}}", "invalid regexp pattern ("),
    ])
    func refuses(config: String, message: String) {
        let error = #expect(throws: (any Error).self) { try SpanSettings.decode(yaml: config) }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}
