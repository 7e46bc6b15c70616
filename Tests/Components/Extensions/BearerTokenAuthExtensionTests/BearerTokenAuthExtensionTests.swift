import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import BearerTokenAuthExtension

@Suite(.timeLimit(.minutes(5))) struct BearerTokenAuthExtensionTests {
    private func make(_ yaml: String, log: RecordingLogSink = RecordingLogSink()) throws -> BearerTokenAuthExtension {
        let config = try BearerTokenAuthExtensionConfig.decode(yaml: yaml)
        return BearerTokenAuthExtension(config, .test("bearertokenauth", kind: .extension, log: log))
    }

    /// What a server that asks `auth` answers to a request with `headers`.
    private func answer(_ auth: BearerTokenAuthExtension, _ headers: HTTPHeaders) async throws -> HTTPResponse {
        let id: ComponentID = ComponentID("bearertokenauth")
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        var block = HTTPServerAuthenticationSettings()
        block.authenticator.id = id
        settings.auth = .some(block)
        let server = HTTPServer(settings, logger: RecordingLogSink().logger) { request in
            HTTPResponse(status: 200, text: request.body.text)
        }
        let address = try await server.start(TestHost(extensions: [id: auth]))
        let client = HTTPClient(HTTPClientSettings())
        let request = HTTPClientRequest("POST", "http://\(address)/", headers: headers, body: [Bytes(utf8: "x")])
        let response = try await client.send(request)
        await client.shutdown()
        await server.shutdown(grace: .zero)
        return response
    }

    /// The headers that `auth` gives to a request.
    private func sent(_ auth: BearerTokenAuthExtension) async throws -> HTTPHeaders {
        var request = OutgoingRequest(isGRPC: false, url: "http://a/", headers: ["authorization": "old"])
        try await auth.authorize(&request)
        return request.headers
    }

    @Test(arguments: [
        ("Bearer a", 200, ""), ("Bearer b", 200, ""), ("bearer b", 401, "scheme or token does not match\n"),
        ("Bearer c", 401, "scheme or token does not match\n"), ("Bearer ", 401, "scheme or token does not match\n"),
        ("", 401, "missing or empty authorization header: Authorization\n"),
    ])
    func asksForAToken(_ value: String, _ status: Int, _ text: String) async throws {
        let auth = try make("tokens: [a, b]")
        let response = try await answer(auth, value.isEmpty ? [:] : ["authorization": value])
        #expect(response.status == status)
        if status == 401 { #expect(response.wholeBody.text == text) }
    }

    @Test func takesAHeaderAndSchemeOfTheUsersOwn() async throws {
        let auth = try make("{header: X-API-Key, scheme: '', token: k}")
        #expect(try await answer(auth, ["x-api-key": "k"]).status == 200)
        #expect(try await answer(auth, ["x-api-key": "Bearer k"]).status == 401)
        let headers = try await sent(auth)
        #expect(headers["x-api-key"] == "k")
        #expect(headers["authorization"] == "old")
    }

    @Test func sendsItsToken() async throws {
        #expect(try await sent(make("token: abc")).all("authorization") == ["Bearer abc"])
    }

    @Test func sendsTheFirstToken() async throws {
        let headers = try await sent(make("tokens: [a, b]"))
        #expect(headers.all("authorization") == ["Bearer a"])
    }

    @Test func refusesPlaintextGRPC() throws {
        let id = ComponentID("bearertokenauth")
        var settings = GRPCClientSettings(endpoint: "127.0.0.1:1", insecure: true)
        var block = AuthenticationSettings()
        block.authenticator.id = id
        settings.auth = .some(block)
        let client = GRPCClient(settings, logger: RecordingLogSink().logger)
        let host = TestHost(extensions: [id: try make("token: a")])
        let error = #expect(throws: (any Error).self) { try client.start(host) }
        let failure = try #require(error)
        #expect("\(failure)".hasPrefix("the credentials require transport level security"))
    }

    // MARK: Files

    @Test(arguments: ["written", "renamed", "swapped"]) func readsAChangedFileAgain(_ how: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "token")
        func write(_ text: String, _ place: URL) throws { try Data(text.utf8).write(to: place) }
        if how == "swapped" {
            // As Kubernetes mounts a secret: token → ..data/token, ..data → a folder of its own.
            for (name, text) in [("..1", "t1\n"), ("..2", "t2\n")] {
                let place = folder.appending(path: name)
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                try write(text, place.appending(path: "token"))
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "..data").path(),
                withDestinationPath: "..1"
            )
            try FileManager.default.createSymbolicLink(atPath: file.path(), withDestinationPath: "..data/token")
        } else {
            try write(" t1 \n\n", file)
        }
        let log = RecordingLogSink()
        let auth = try make("filename: \(file.path())", log: log)
        try await auth.start(TestHost())
        #expect(try await sent(auth)["authorization"] == "Bearer t1")
        #expect(try await answer(auth, ["authorization": "Bearer "]).status == 401)
        switch how {
        case "written":
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data("t2\nt3".utf8))
            try handle.close()
        case "renamed":
            try write("t2\nt3", folder.appending(path: "new"))
            #expect(rename(folder.appending(path: "new").path(), file.path()) == 0)
        default:
            let link = folder.appending(path: "..data_tmp").path()
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "..2")
            #expect(rename(link, folder.appending(path: "..data").path()) == 0)
        }
        await log.wait(for: "Read a changed file")
        #expect(try await sent(auth)["authorization"] == "Bearer t2")
        #expect(try await answer(auth, ["authorization": "Bearer t1"]).status == 401)
        try await auth.shutdown()
    }

    @Test func keepsItsTokensWhereTheChangedFileHasNone() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("t1".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let log = RecordingLogSink()
        let auth = try make("filename: \(file.path())", log: log)
        try await auth.start(TestHost())
        try FileManager.default.removeItem(at: file)
        let line = await log.wait(for: "Could not take over a changed file; what was read before stays")
        #expect(line.level == .error)
        #expect(try await sent(auth)["authorization"] == "Bearer t1")
        try await auth.shutdown()
    }

    @Test func doesNotStartWithoutItsFile() async throws {
        let auth = try make("filename: /nowhere/token")
        await #expect(throws: (any Error).self) { try await auth.start(TestHost()) }
        try await auth.shutdown()
    }

    @Test func waitsForItsFile() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let log = RecordingLogSink()
        let auth = try make(
            "{filename: \(file.path()), file_retry: {enabled: true, max_retries: 1, retry_interval: 1h}}",
            log: log
        )
        let clock = TestClock()
        let start = Task { try await auth.start(TestHost(clock: clock)) }
        await log.wait(for: "Waiting for the file of tokens")
        try Data("t1".utf8).write(to: file)
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(3600))
        try await start.value
        #expect(try await sent(auth)["authorization"] == "Bearer t1")
        try await auth.shutdown()
    }

    // MARK: Settings

    @Test(arguments: [
        ("{}", "no bearer token provided"),
        ("{token: a, tokens: [b]}", "either tokens or token should be provided, not both"),
        ("tokens: [a, '']", "the token at place 2 is empty"),
        ("token: \"a\\nb\"", "a token contains a control character"),
        ("{token: a, header: 'a b'}", "header"),
    ])
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let error = #expect(throws: ConfigErrors.self) { try BearerTokenAuthExtensionConfig.decode(yaml: yaml) }
        #expect(error?.description.contains(message) == true)
    }

    @Test func warnsThatAFileMakesTokensUseless() {
        var found: [ConfigDiagnostic] = []
        _ = BearerTokenAuthExtensionConfig.decode(.map(["filename": "a", "token": "b"]), at: [], into: &found)
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.message.hasPrefix("a filename is specified. Configured token(s) is ignored!") == true)
    }

    @Test func neverPrintsATokenInItsConfiguration() throws {
        let config = try BearerTokenAuthExtensionConfig.decode(yaml: "tokens: [hidden]")
        #expect(!"\(config.encoded(redacted: true))".contains("hidden"))
    }
}
