import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import RedactionProcessor

/// What happens to the bodies of log records.
@Suite struct BodyTests {
    private func redact(_ config: String, _ body: AnyValue) async throws -> LogRecord {
        let next = RecordingConsumer<Logs>()
        let processor = try RedactionProcessorFactory().logs(
            .decode(yaml: config),
            .test("redaction", kind: .processor),
            next
        )
        try await processor.consume(Logs([.with { $0.body = body }]))
        return try #require(try next.received.first?.records.first)
    }

    private func map(_ entries: Attributes) -> AnyValue { .with { $0.kvlistValue.values = keyValues(entries) } }
    private func list(_ elements: [AnyValue]) -> AnyValue { .with { $0.arrayValue.values = elements } }

    @Test func removesFromMaps() async throws {
        let record = try await redact(
            "{allowed_keys: [user], summary: debug}",
            map(["user": map(["pw": "x"]), "other": 1])
        )
        #expect(record.body == map(["user": map([:])]))
        #expect(
            record.attributes
                == keyValues(["redaction.body.redacted.keys": "other,user.pw", "redaction.body.redacted.count": 2])
        )
    }

    @Test func masksInMapsAndLists() async throws {
        let config = """
            {allow_all_keys: true, ignored_keys: [safe], blocked_key_patterns: [pw], blocked_values: [secret, '^42$'],
             allowed_values: [public], summary: debug}
            """
        let record = try await redact(
            config,
            map([
                "pw": 5, "safe": "secret", "n": 42,
                "deep": list(["a secret", map(["pw": "x", "b": "public secret"]), list(["ok", "secret"])]),
            ])
        )
        #expect(
            record.body
                == map([
                    "pw": "****", "safe": "secret", "n": "****",
                    "deep": list(["a ****", map(["pw": "****", "b": "public secret"]), list(["ok", "****"])]),
                ])
        )
        #expect(
            record.attributes
                == keyValues([
                    "redaction.body.masked.keys": "deep.[0],deep.[1].pw,deep.[2].[1],n,pw",
                    "redaction.body.masked.count": 5,
                    "redaction.body.allowed.keys": "deep.[1].b", "redaction.body.allowed.count": 1,
                    "redaction.body.ignored.count": 1,
                ])
        )
    }

    @Test(arguments: [
        (AnyValue(stringLiteral: "a secret"), AnyValue(stringLiteral: "a ****"), true),
        (AnyValue(integerLiteral: 4242), AnyValue(stringLiteral: "****"), true),
        (AnyValue(floatLiteral: 1.5), AnyValue(floatLiteral: 1.5), false),
        (AnyValue(stringLiteral: "nothing"), AnyValue(stringLiteral: "nothing"), false),
    ])
    func masksScalars(body: AnyValue, expected: AnyValue, isTold: Bool) async throws {
        let record = try await redact(
            "{allow_all_keys: true, blocked_values: [secret, '4242'], summary: debug}",
            body
        )
        #expect(record.body == expected)
        let told = keyValues(["redaction.body.masked.keys": "body", "redaction.body.masked.count": 1])
        #expect(record.attributes == (isTold ? told : []))
    }

    /// A body that is prose has neither words nor numbers taken out by the sanitizer of URLs.
    @Test func sanitizesURLsOnly() async throws {
        let config = "{allow_all_keys: true, url_sanitizer: {enabled: true}}"
        let prose = AnyValue(stringLiteral: "order 4711 failed: see https://shop/orders/4711?x")
        #expect(try await redact(config, prose).body == prose)
        #expect(try await redact(config, "/orders/4711?x").body == "/orders/*")
    }
}
