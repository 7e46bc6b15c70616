import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Foundation
import Testing

@testable import HeadersSetterExtension

@Suite(.timeLimit(.minutes(5))) struct HeadersSetterExtensionTests {
    private func make(_ yaml: String, log: RecordingLogSink = RecordingLogSink()) throws -> HeadersSetterExtension {
        let config = try HeadersSetterExtensionConfig.decode(yaml: yaml)
        return HeadersSetterExtension(config, .test("headers_setter", kind: .extension, log: log))
    }

    /// The headers of a request that had `before`, for data of `client`.
    private func headers(
        _ yaml: String,
        before: HTTPHeaders = [:],
        client: ClientContext = ClientContext()
    ) async throws -> HTTPHeaders {
        let setter = try make(yaml)
        try await setter.start(TestHost())
        var request = OutgoingRequest(isGRPC: false, url: "http://a/", headers: before)
        try await ClientContext.$current.withValue(client) { try await setter.authorize(&request) }
        try await setter.shutdown()
        return request.headers
    }

    @Test(
        arguments: [
            ("insert", ["h": "old"], "old"), ("insert", [:], "new"), ("update", ["h": "old"], "new"),
            ("update", [:], "-"),
            ("upsert", ["h": "old"], "new"), ("upsert", [:], "new"), ("delete", ["h": "old"], "-"),
            ("delete", [:], "-"),
        ] as [(String, [String: String], String)]
    )
    func setsHeaders(_ action: String, _ before: [String: String], _ expected: String) async throws {
        let found = try await headers(
            "headers: [{action: \(action), key: H, value: new}]",
            before: HTTPHeaders(before.map { ($0.key, $0.value) })
        )
        #expect(found["h"] ?? "-" == expected)
    }

    @Test func takesAnUnknownActionForUpsert() async throws {
        let yaml = "headers: [{action: replace, key: X-Scope-OrgID, value: acme}]"
        #expect(try await headers(yaml, before: ["x-scope-orgid": "old"])["x-scope-orgid"] == "acme")
    }

    @Test func whatIsDeletedNeedsNoValue() async throws {
        #expect(try await headers("headers: [{action: delete, key: H}]", before: ["h": "old"])["h"] == nil)
    }

    @Test(
        arguments: [
            (["tenant": ["a"]], "a"), ([:], "d"), (["tenant": [""]], ""),
        ] as [([String: [String]], String)]
    )
    func takesAValueFromTheClientsMetadata(_ metadata: [String: [String]], _ expected: String) async throws {
        let found = try await headers(
            "headers: [{action: upsert, key: X-Scope-OrgID, from_context: Tenant, default_value: d}]",
            client: ClientContext(metadata: metadata)
        )
        #expect(found["x-scope-orgid"] == expected)
    }

    @Test func failsWhereTheMetadataHasSeveralValues() async throws {
        let error = await #expect(throws: (any Error).self) {
            try await headers(
                "headers: [{action: upsert, key: a, from_context: tenant}]",
                client: ClientContext(metadata: ["tenant": ["a", "b"]])
            )
        }
        let failure = try #require(error)
        #expect(
            "\(failure)"
                == "failed to determine the source: 2 source keys found in the context, can't determine which one to use"
        )
    }

    @Test func takesAValueFromWhatTheAuthenticatorKnows() async throws {
        let client = ClientContext(auth: ["subject": ["alice"], "groups": ["a", "b"]])
        let found = try await headers(
            """
            headers:
              - {action: upsert, key: who, from_attribute: subject}
              - {action: upsert, key: groups, from_attribute: groups}
              - {action: upsert, key: other, from_attribute: none}
              - {action: upsert, key: default, from_attribute: none, default_value: d}
            """,
            client: client
        )
        #expect(found["who"] == "alice")
        #expect(found["groups"] == "a,b")
        #expect(found["other"]?.isEmpty == true)
        #expect(found["default"] == "d")
    }

    @Test func aClientCannotSmuggleAHeader() async throws {
        await #expect(throws: (any Error).self) {
            try await headers(
                "headers: [{action: upsert, key: a, from_context: tenant}]",
                client: ClientContext(metadata: ["tenant": ["a\r\nx: y"]])
            )
        }
    }

    @Test func readsAFileAndReadsItAgain() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("one\nrest".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let log = RecordingLogSink()
        let setter = try make("headers: [{action: upsert, key: a, value_file: \(file.path())}]", log: log)
        try await setter.start(TestHost())
        func value() async throws -> String? {
            var request = OutgoingRequest(isGRPC: true, url: "http://a/")
            try await setter.authorize(&request)
            return request.headers["a"]
        }
        #expect(try await value() == "one")
        try Data("two".utf8).write(to: file, options: .atomic)
        await log.wait(for: "Read a changed file")
        #expect(try await value() == "two")
        try await setter.shutdown()
    }

    // MARK: Another authenticator

    private struct Other: ClientAuthenticator {
        let requiresTransportSecurity = true
        func authorize(_ request: inout OutgoingRequest) async throws { request.headers.append("token", "t") }
    }

    private struct NoAuthenticator: Extension {}

    @Test func letsAnotherAuthenticatorGoFirst() async throws {
        let setter = try make("{additional_auth: other, headers: [{action: update, key: token, value: changed}]}")
        try await setter.start(TestHost(extensions: [ComponentID("other"): Other()]))
        #expect(setter.requiresTransportSecurity)
        var request = OutgoingRequest(isGRPC: true, url: "http://a/")
        try await setter.authorize(&request)
        #expect(request.headers["token"] == "changed")
        try await setter.shutdown()
    }

    @Test func doesNotStartWithoutTheOther() async throws {
        for extensions in [[:], [ComponentID("other"): NoAuthenticator()]] as [[ComponentID: any Extension]] {
            let setter = try make("{additional_auth: other, headers: [{action: delete, key: a}]}")
            await #expect(throws: (any Error).self) { try await setter.start(TestHost(extensions: extensions)) }
            try await setter.shutdown()
        }
    }

    // MARK: Settings

    @Test(arguments: [
        ("{}", "missing headers configuration"), ("headers: []", "missing headers configuration"),
        ("headers: [{value: a}]", "missing header name"),
        ("headers: [{key: a}]", "missing header source, must be"),
        ("headers: [{key: a, value: b, from_context: c}]", "invalid header source, must either"),
        ("headers: [{key: 'a b', value: b}]", "is not a header name"),
        ("headers: [{key: a, value: \"a\\nb\"}]", "contains a control character"),
    ])
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let error = #expect(throws: ConfigErrors.self) { try HeadersSetterExtensionConfig.decode(yaml: yaml) }
        #expect(error?.description.contains(message) == true)
    }

    @Test func warnsOfAMissingAction() {
        var found: [ConfigDiagnostic] = []
        _ = HeadersSetterExtensionConfig.decode(
            .map(["headers": ConfigNode(.sequence([.map(["key": "a", "value": "b"])]))]),
            at: [],
            into: &found
        )
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.message.hasPrefix("The action was not provided, using 'upsert'.") == true)
    }
}
