import AttributeActions
import CollectorAPI
import CollectorTestKit
import OracleTelemetry
import Pdata
import Testing

@testable import AttributesProcessor

/// What each action does, as the reference pages of both processors tell it.
@Suite struct ActionTests {
    /// The attributes of one span after `actions`.
    private func apply(
        _ actions: String,
        to attributes: Attributes,
        from client: ClientContext = ClientContext()
    ) async throws -> [KeyValue] {
        let next = RecordingConsumer<Traces>()
        let processor = try AttributesProcessorFactory().traces(
            .decode(yaml: "actions: [\(actions)]"),
            .test("attributes", kind: .processor),
            next
        )
        let traces = try Traces(service: "svc", [span("a", attributes)])
        try await ClientContext.$current.withValue(client) { try await processor.consume(traces) }
        return try #require(try next.received.first?.spans.first).attributes
    }

    @Test func writes() async throws {
        let insert = "{key: env, value: prod, action: insert}"
        #expect(try await apply(insert, to: [:]) == keyValues(["env": "prod"]))
        #expect(try await apply(insert, to: ["env": "dev"]) == keyValues(["env": "dev"]))
        let update = "{key: env, value: prod, action: UPDATE}"
        #expect(try await apply(update, to: [:]) == [])
        #expect(
            try await apply(update, to: ["a": 1, "env": "dev", "b": 2]) == keyValues(["a": 1, "env": "prod", "b": 2])
        )
        let upsert = "{key: env, value: 3, action: Upsert}"
        #expect(try await apply(upsert, to: [:]) == keyValues(["env": 3]))
        #expect(try await apply(upsert, to: ["env": "dev"]) == keyValues(["env": 3]))
    }

    @Test func typesValuesAsYAMLDoes() async throws {
        let value = try #require(
            try await apply("{key: v, value: {a: [1, 2.5, true, x]}, action: insert}", to: [:]).first
        ).value
        let list = try #require(value.kvlistValue.values.first)
        #expect(list.key == "a")
        #expect(list.value.arrayValue.values == [1, 2.5, true, "x"])
    }

    @Test func renames() async throws {
        let actions = "{key: b, from_attribute: a, action: upsert}, {key: a, action: delete}"
        #expect(try await apply(actions, to: ["a": "1"]) == keyValues(["b": "1"]))
    }

    @Test func fallsBackOnTheDefault() async throws {
        #expect(try await apply("{key: b, from_attribute: missing, action: upsert}", to: [:]) == [])
        let action = "{key: b, from_attribute: missing, default_value: x, action: upsert}"
        #expect(try await apply(action, to: [:]) == keyValues(["b": "x"]))
        #expect(try await apply(action, to: ["missing": 7]) == keyValues(["missing": 7, "b": 7]))
        #expect(try await apply("{key: b, default_value: 5, action: insert}", to: [:]) == keyValues(["b": 5]))
    }

    @Test(arguments: [
        ("client.address", "10.0.0.1"), ("metadata.X-Tenant", "a;b"), ("x-tenant", "a;b"), ("auth.subject", "me"),
        ("auth.groups", "x;y"), ("metadata.missing", nil), ("auth.missing", nil),
    ])
    func asksTheClient(source: String, expected: String?) async throws {
        let client = ClientContext(
            address: "10.0.0.1:53124",
            metadata: ["x-tenant": ["a", "b"]],
            auth: ["subject": ["me"], "groups": ["x", "y"]]
        )
        let found = try await apply("{key: k, from_context: \(source), action: insert}", to: [:], from: client)
        #expect(found.first?.value.stringValue == expected)
    }

    @Test func knowsTheAddressWithoutPort() async throws {
        for (address, host) in [("[::1]:80", "::1"), ("::1", "::1"), ("1.2.3.4", "1.2.3.4"), ("", "")] {
            let client = ClientContext(address: address)
            let found = try await apply("{key: k, from_context: client.address, action: insert}", to: [:], from: client)
            #expect(found == keyValues(["k": .init(stringLiteral: host)]))
        }
    }

    @Test func deletes() async throws {
        let attributes: Attributes = ["password": "x", "internal.a": 1, "not.internal.b": 2, "keep": 3]
        let actions = #"{key: password, pattern: '^internal\.', action: delete}"#
        #expect(try await apply(actions, to: attributes) == keyValues(["not.internal.b": 2, "keep": 3]))
    }

    /// A secret stays nowhere, however often its key is written.
    @Test func leavesNoDuplicate() async throws {
        let attributes: Attributes = ["password": "x", "a": 1, "password": "y"]
        #expect(try await apply("{key: password, action: delete}", to: attributes) == keyValues(["a": 1]))
        let updated = try await apply("{key: password, value: '***', action: update}", to: attributes)
        #expect(updated == keyValues(["password": "***", "a": 1]))
    }

    @Test(arguments: [
        (AnyValue(integerLiteral: 1), "7c9fa136d4413fa6173637e883b6998d32e1d675f88cddff9dcbcf331820f4b8"),
        (AnyValue(stringLiteral: "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (AnyValue(booleanLiteral: true), "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"),
        (AnyValue(floatLiteral: 0), "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"),
        (AnyValue(stringLiteral: ""), ""), (AnyValue.with { $0.bytesValue = .init([1]) }, ""),
    ])
    func hashes(value: AnyValue, digest: String) async throws {
        let hashed = keyValues(["id": .init(stringLiteral: digest)])
        #expect(try await apply("{key: id, action: hash}", to: ["id": value]) == hashed)
        #expect(try await apply("{pattern: ^i, action: hash}", to: ["id": value]) == hashed)
        #expect(try await apply("{key: other, action: hash}", to: ["id": value]) == keyValues(["id": value]))
    }

    @Test func extracts() async throws {
        let action = #"{key: u, pattern: '^(?P<scheme>.*):\/\/(?P<rest>.*)$', action: extract}"#
        let expected = keyValues(["u": "http://h:80/p", "scheme": "http", "rest": "h:80/p"])
        #expect(try await apply(action, to: ["u": "http://h:80/p"]) == expected)
        #expect(try await apply(action, to: ["u": "nothing"]) == keyValues(["u": "nothing"]))
        #expect(try await apply(action, to: ["u": 5]) == keyValues(["u": 5]))
        let optional = "{key: u, pattern: '(?P<a>x)(?P<b>y)?', action: extract}"
        #expect(try await apply(optional, to: ["u": "x", "b": 1]) == keyValues(["u": "x", "b": "", "a": "x"]))
    }

    @Test(arguments: [
        ("int", "12.5" as AnyValue, "12.5" as AnyValue), ("int", "12", 12), ("int", -1.9, -1), ("int", true, 1),
        ("int", 1e300, 1e300), ("double", "12.5", 12.5), ("double", 3, 3.0), ("double", false, 0.0),
        ("double", "1e999", "1e999"), ("string", 3, "3"), ("string", 0.5, "0.5"), ("string", true, "true"),
    ])
    func converts(type: String, value: AnyValue, expected: AnyValue) async throws {
        let action = "{key: c, converted_type: \(type), action: convert}"
        #expect(try await apply(action, to: ["c": value]) == keyValues(["c": expected]))
        #expect(try await apply(action, to: [:]) == [])
    }

    @Test(arguments: [
        ("", "missing required field \"actions\""),
        (
            "{action: insert, value: 1}",
            "error creating AttrProc due to missing required field \"key\" at the 0-th actions"
        ),
        (
            "{action: delete}",
            "error creating AttrProc due to missing required field (at least one of \"key\" and \"pattern\" have to be "
                + "used) at the 0-th actions"
        ),
        (
            "{key: a, action: delete}, {key: a, action: Nope}",
            "error creating AttrProc due to unsupported action \"nope\" at the 1-th actions"
        ),
        (
            "{key: a, action: insert}",
            "error creating AttrProc. Either field \"value\", \"from_attribute\" or \"from_context\" setting must be "
                + "specified for 0-th action"
        ),
        (
            "{key: a, value: 1, from_attribute: b, action: insert}",
            "error creating AttrProc due to multiple value sources being set at the 0-th actions"
        ),
        (
            "{key: a, value: 1, pattern: b, action: upsert}",
            "error creating AttrProc. Action \"upsert\" does not use the \"pattern\" field. This must not be specified "
                + "for 0-th action"
        ),
        (
            "{key: a, value: 1, action: hash}",
            "error creating AttrProc. Action \"hash\" does not use \"value\" or \"from_attribute\" field. These must not "
                + "be specified for 0-th action"
        ),
        (
            "{key: a, value: 1, pattern: b, action: extract}",
            "error creating AttrProc. Action \"extract\" does not use a value source field. These must not be specified "
                + "for 0-th action"
        ),
        (
            "{key: a, action: extract}",
            "error creating AttrProc due to missing required field \"pattern\" for action \"extract\" at the 0-th action"
        ),
        (
            "{key: a, pattern: '(', action: extract}",
            "error creating AttrProc. Field \"pattern\" has invalid pattern: \"(\" to be set at the 0-th actions"
        ),
        (
            "{key: a, pattern: x, action: extract}",
            "error creating AttrProc. Field \"pattern\" contains no named matcher groups at the 0-th actions"
        ),
        (
            "{key: a, pattern: '(?P<a>x)(y)', action: extract}",
            "error creating AttrProc. Field \"pattern\" contains at least one unnamed matcher group at the 0-th actions"
        ),
        (
            "{key: a, action: convert}",
            "error creating AttrProc due to missing required field \"converted_type\" for action \"convert\" at the 0-th "
                + "action"
        ),
        (
            "{key: a, converted_type: bool, action: convert}",
            "error creating AttrProc due to invalid value \"bool\" in field \"converted_type\" for action \"convert\" at "
                + "the 0-th action"
        ),
    ])
    func refusesWithUpstreamsWords(actions: String, message: String) {
        let error = #expect(throws: (any Error).self) { try AttributesSettings.decode(yaml: "actions: [\(actions)]") }
        #expect(error.map { "\($0)".contains(message) } == true, "\(String(describing: error))")
    }
}
