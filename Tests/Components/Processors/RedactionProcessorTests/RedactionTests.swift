import CollectorAPI
import CollectorTestKit
import OracleTelemetry
import Pdata
import Testing

@testable import RedactionProcessor

/// What happens to attributes, as the reference page tells it.
@Suite struct RedactionTests {
    private func redact(_ config: String, _ attributes: Attributes) async throws -> [KeyValue] {
        let next = RecordingConsumer<Traces>()
        let processor = try RedactionProcessorFactory().traces(
            .decode(yaml: config),
            .test("redaction", kind: .processor),
            next
        )
        try await processor.consume(Traces(service: "svc", [span("a", attributes)]))
        return try #require(try next.received.first?.spans.first).attributes
    }

    private static let visa = #"blocked_values: ["4[0-9]{12}(?:[0-9]{3})?"]"#

    @Test func failsClosed() async throws {
        #expect(try await redact("", ["a": 1, "b": "x"]) == [])
        #expect(
            try await redact("summary: debug", ["b": "x", "a": 1])
                == keyValues(["redaction.redacted.keys": "a,b", "redaction.redacted.count": 2])
        )
        #expect(
            try await redact("{summary: info, allowed_keys: [a]}", ["b": "x", "a": 1])
                == keyValues(["a": 1, "redaction.redacted.count": 1])
        )
    }

    @Test func masksWhatIsBlocked() async throws {
        let config = "{allow_all_keys: true, \(Self.visa)}"
        #expect(
            try await redact(config, ["notes": "card 4111111111111111 ok", "b": "ok"])
                == keyValues(["notes": "card **** ok", "b": "ok"])
        )
        #expect(
            try await redact(config, ["n": "4111111111111111,4111111111111"]) == keyValues(["n": "****,****"])
        )
        let card = Attributes(dictionaryLiteral: ("n", 4_111_111_111_111_111))
        #expect(try await redact(config, card) == keyValues(card))
        #expect(
            try await redact("{allow_all_keys: true, redact_all_types: true, \(Self.visa)}", card)
                == keyValues(["n": "****"])
        )
    }

    @Test func masksValuesOfBlockedKeys() async throws {
        let config = #"{allow_all_keys: true, blocked_key_patterns: [".*token.*"]}"#
        #expect(
            try await redact(config, ["auth_token": 5, "my_token": "a\n\nö", "c": "d"])
                == keyValues(["auth_token": "****", "my_token": "****\n****\n****", "c": "d"])
        )
    }

    @Test func allowsValues() async throws {
        let config =
            #"{allow_all_keys: true, allowed_values: [".+@mycompany.com"], blocked_values: ["@"], summary: debug}"#
        #expect(
            try await redact(config, ["a": "x@mycompany.com", "b": "x@other.com"])
                == keyValues([
                    "a": "x@mycompany.com", "b": "x****other.com", "redaction.masked.keys": "b",
                    "redaction.masked.count": 1, "redaction.allowed.keys": "a", "redaction.allowed.count": 1,
                ])
        )
    }

    @Test(arguments: ["md5", "SHA1", "sha3", "HMAC-SHA256", "hmac-sha512"])
    func hashes(function: String) async throws {
        let key = String(repeating: "k", count: 64)
        let config =
            "{allow_all_keys: true, blocked_values: [bob], hash_function: \(function), hmac_key: \(key)}"
        let found = try #require(try await redact(config, ["a": "hi bob"]).first).value.stringValue
        #expect(found == Self.digests[function.lowercased()].map { "hi \($0)" })
    }

    /// By Python's hashlib and hmac, of `bob`, with a key of 64 letters k.
    private static let digests: [String: String] = [
        "md5": "9f9d51bc70ef21ca5c14f307980a29d8",
        "sha1": "48181acd22b3edaebc8a447868a7df7ce629920a",
        "sha3": "b5d577dc9ce59725e29886632e69ecdf3b6ca49c0a14f4315a2404fc1508672d",
        "hmac-sha256": "f485394ed9d998a191f88b316d7214abb1de2e7fa4f4008c7e0ea8586d2e3c9e",
        "hmac-sha512":
            "94fce1077a0d4302608137b080e65a3b8c390d1c17ea370d7d6fe0789734213a"
            + "217652dc852d89063586eec69cb7729143d1d954a986b1d5755691ac81156458",
    ]

    @Test func ignoresKeys() async throws {
        let config = #"{ignored_keys: [a], ignored_key_patterns: ["^safe"], blocked_values: [x], summary: info}"#
        #expect(
            try await redact(config, ["a": "x", "safe.b": "x", "c": "x"])
                == keyValues([
                    "a": "x", "safe.b": "x", "redaction.redacted.count": 1, "redaction.ignored.count": 2,
                ])
        )
    }

    /// One processor after the other adds to what the first one told.
    @Test func addsUpSummaries() async throws {
        let told: Attributes = ["redaction.redacted.keys": "b,z", "redaction.redacted.count": 2, "c": 1]
        #expect(
            try await redact("summary: debug", told)
                == keyValues(["redaction.redacted.keys": "b,c,z", "redaction.redacted.count": 3])
        )
    }

    @Test func redactsEverythingWithAttributes() async throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [
                .with {
                    $0.resource.attributes = keyValues(["r": "secret"])
                    $0.scopeSpans = [
                        .with {
                            $0.scope.attributes = keyValues(["s": "secret"])
                            $0.spans = [
                                .with {
                                    $0.name = "secret"
                                    $0.events = [.with { $0.attributes = keyValues(["e": "secret"]) }]
                                    $0.links = [.with { $0.attributes = keyValues(["l": "secret"]) }]
                                }
                            ]
                        }
                    ]
                }
            ]
        }
        let next = RecordingConsumer<Traces>()
        let processor = try RedactionProcessorFactory().traces(
            .decode(yaml: "{allow_all_keys: true, blocked_values: [secret]}"),
            .test("redaction", kind: .processor),
            next
        )
        try await processor.consume(Traces(validating: Bytes(request.serializedBytes() as [UInt8])))
        let bytes = try #require(next.received.first?.segments.first)
        let resource = try #require(try TracesRequest(serializedBytes: bytes.array).resourceSpans.first)
        let scope = try #require(resource.scopeSpans.first)
        let span = try #require(scope.spans.first)
        #expect(resource.resource.attributes == keyValues(["r": "****"]))
        #expect(scope.scope.attributes == keyValues(["s": "****"]))
        #expect(span.events.first?.attributes == keyValues(["e": "****"]))
        #expect(span.links.first?.attributes == keyValues(["l": "secret"]))
        #expect(span.name == "secret")
    }

    @Test func redactsDataPoints() async throws {
        let next = RecordingConsumer<Metrics>()
        let processor = try RedactionProcessorFactory().metrics(
            .decode(yaml: "{allow_all_keys: true, blocked_values: [secret]}"),
            .test("redaction", kind: .processor),
            next
        )
        let attributes = keyValues(["a": "secret"])
        try await processor.consume(
            Metrics([
                .with { $0.gauge.dataPoints = [.with { $0.attributes = attributes }] },
                .with { $0.sum.dataPoints = [.with { $0.attributes = attributes }] },
                .with { $0.histogram.dataPoints = [.with { $0.attributes = attributes }] },
                .with { $0.exponentialHistogram.dataPoints = [.with { $0.attributes = attributes }] },
                .with { $0.summary.dataPoints = [.with { $0.attributes = attributes }] },
            ])
        )
        let metrics = try #require(try next.received.first?.metrics)
        var found: [[KeyValue]] = []
        for metric in metrics {
            found += metric.gauge.dataPoints.map(\.attributes)
            found += metric.sum.dataPoints.map(\.attributes)
            found += metric.histogram.dataPoints.map(\.attributes)
            found += metric.exponentialHistogram.dataPoints.map(\.attributes)
            found += metric.summary.dataPoints.map(\.attributes)
        }
        #expect(found == Array(repeating: keyValues(["a": "****"]), count: 5))
    }

    /// Telemetry in which there is nothing to hide keeps its storage.
    @Test func leavesTheRestInItsBytes() async throws {
        let next = RecordingConsumer<Traces>()
        let processor = try RedactionProcessorFactory().traces(
            .decode(yaml: "{allow_all_keys: true, \(Self.visa), blocked_key_patterns: [token]}"),
            .test("redaction", kind: .processor),
            next
        )
        let traces = try Traces(service: "svc", [span("a", ["notes": "nothing", "n": 3])])
        try await processor.consume(traces)
        let base = { (traces: Traces?) in traces?.segments.first?.withUnsafeBytes { $0.baseAddress } }
        #expect(base(next.received.first) == base(traces))
    }

    @Test(arguments: [
        ("blocked_values: ['(']", "failed to process block list: error compiling regex in list:"),
        ("allowed_values: ['(']", "failed to process allow list: error compiling regex in list:"),
        ("blocked_key_patterns: ['(']", "failed to process block keys list: error compiling regex in list:"),
        ("ignored_key_patterns: ['(']", "failed to process ignore keys list: error compiling regex in list:"),
        ("hash_function: crc", "unknown HashFunction crc, allowed functions are sha1, sha3, md5"),
        ("hash_function: hmac-sha256", "hmac_key must not be empty"),
        ("{hash_function: hmac-sha512, hmac_key: short}", "hmac_key must be at least 64 bytes long"),
        ("blocked_values: [<regex>]", "write the regular expression itself"),
        ("skip_conditions: [a]", "a"),
        ("skip_conditions: ['attributes[\"a\"] == 1']", "missing context name for path \"attributes\""),
        ("skip_conditions: ['log.bodyy == \"a\"']", "column 5: "),
        ("skip_conditions: ['spanlink.trace_state == \"a\"']", "nothing of a spanlink is redacted"),
    ])
    func refuses(config: String, message: String) {
        let error = #expect(throws: (any Error).self) { try RedactionSettings.decode(yaml: config) }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}
