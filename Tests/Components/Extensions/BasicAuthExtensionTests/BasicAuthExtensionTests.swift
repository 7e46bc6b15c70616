import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import BasicAuthExtension

@Suite(.timeLimit(.minutes(5))) struct BasicAuthExtensionTests {
    private static let id = ComponentID("basicauth")
    private static let users = """
        htpasswd:
          inline: |
            alice:$2y$05$c4WoMPo3SXsafkva.HHa6u7b1XOWKqA7XZANDrnv4IVny/8ABNR66
            bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
            colon:se:cret
        """

    private func make(_ yaml: String, log: RecordingLogSink = RecordingLogSink()) throws -> any Extension {
        let config = try BasicAuthExtensionConfig.decode(yaml: yaml)
        return try BasicAuthExtensionFactory().make(config, .test("basicauth", kind: .extension, log: log))
    }

    private static func header(_ credentials: String) -> HTTPHeaders {
        ["authorization": "Basic \(Data(credentials.utf8).base64EncodedString())"]
    }

    /// Calls `body` with an HTTP server that asks `auth`, and answers with what is known of the client.
    private func serving(
        _ auth: any Extension,
        _ body: (_ url: String, _ client: HTTPClient) async throws -> Void
    ) async throws {
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        var block = HTTPServerAuthenticationSettings()
        block.authenticator.id = Self.id
        settings.auth = .some(block)
        let server = HTTPServer(settings, logger: RecordingLogSink().logger) { request in
            HTTPResponse(status: 200, text: request.client.auth["username"]?.first ?? "-")
        }
        let host = TestHost(extensions: [Self.id: auth])
        try await auth.start(host)
        let address = try await server.start(host)
        let client = HTTPClient(HTTPClientSettings())
        try await body("http://\(address)/", client)
        await client.shutdown()
        await server.shutdown(grace: .zero)
        try await auth.shutdown()
    }

    @Test func asksForAUserAndPassword() async throws {
        try await serving(make(Self.users)) { url, client in
            for (headers, status, text) in [
                (Self.header("alice:secret"), 200, "alice"), (Self.header("alice:secret"), 200, "alice"),
                (Self.header("bob:secret"), 200, "bob"), (Self.header("colon:se:cret"), 200, "colon"),
                (["authorization": "basic Ym9iOnNlY3JldA=="], 200, "bob"),
                (Self.header("alice:wrong"), 401, "invalid credentials\n"),
                (Self.header("alice:secret\u{0}"), 401, "invalid credentials\n"),
                (Self.header("nobody:secret"), 401, "invalid credentials\n"),
                (Self.header("secret"), 401, "invalid authorization format\n"),
                (["authorization": "Basic !!!"], 401, "invalid authorization format\n"),
                (["authorization": "Bearer x"], 401, "invalid authorization scheme prefix\n"),
                ([:], 401, "no basic auth provided\n"),
            ] as [(HTTPHeaders, Int, String)] {
                let response = try await client.send(HTTPClientRequest("POST", url, headers: headers))
                #expect(response.status == status, "\(headers)")
                #expect(response.wholeBody.text == text)
            }
        }
    }

    @Test func checksOnePasswordOnceForManyRequests() async throws {
        try await serving(make(Self.users)) { url, client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        let request = HTTPClientRequest("POST", url, headers: Self.header("alice:secret"))
                        return try await client.send(request).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    /// A user who does not exist costs the same check as one who does: the time of an answer tells no names.
    @Test(arguments: ["alice", "nobody", "bob"]) func refusesAFloodOfPasswords(_ user: String) async throws {
        try await serving(make(Self.users)) { url, client in
            var found: Set<Int> = []
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<400 {
                    group.addTask {
                        let request = HTTPClientRequest("POST", url, headers: Self.header("\(user):guess\(index)"))
                        return try await client.send(request).status
                    }
                }
                for try await status in group { found.insert(status) }
            }
            #expect(found == [401, 429])
        }
    }

    @Test func takesTheCostliestPasswordForNobodyElses() async throws {
        try await serving(make(Self.users)) { url, client in
            for user in ["nobody", "nobody", "colon"] {
                let request = HTTPClientRequest("POST", url, headers: Self.header("\(user):secret"))
                let response = try await client.send(request)
                #expect(response.status == 401)
            }
        }
    }

    @Test func theConfigurationsLineCountsOverTheFiles() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("alice:old\ndave:new".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await serving(make("htpasswd: {file: \(file.path()), inline: 'alice:new'}")) { url, client in
            for (credentials, status) in [("alice:new", 200), ("alice:old", 401), ("dave:new", 200)] {
                let request = HTTPClientRequest("POST", url, headers: Self.header(credentials))
                let response = try await client.send(request)
                #expect(response.status == status)
            }
        }
    }

    @Test func doesNotStartWithoutItsFile() async throws {
        let auth = try make("htpasswd: {file: /nowhere/htpasswd}")
        let error = await #expect(throws: (any Error).self) { try await auth.start(TestHost()) }
        let failure = try #require(error)
        #expect("\(failure)".hasPrefix("open htpasswd file: "))
        try await auth.shutdown()
    }

    // MARK: Clients

    @Test func givesRequestsAUserAndPassword() async throws {
        let auth = try #require(try make("client_auth: {username: u, password: p}") as? any ClientAuthenticator)
        var request = OutgoingRequest(isGRPC: false, url: "http://a/")
        try await auth.authorize(&request)
        #expect(request.headers["authorization"] == "Basic dTpw")
        #expect(auth.requiresTransportSecurity)
        #expect(!(auth is any ServerAuthenticator))
    }

    @Test func readsThePasswordFromAFileThatChanges() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("p\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let log = RecordingLogSink()
        let made = try make("client_auth: {username: u, password_file: \(file.path())}", log: log)
        let auth = try #require(made as? any ClientAuthenticator)
        try await auth.start(TestHost())
        func value() async throws -> String? {
            var request = OutgoingRequest(isGRPC: true, url: "http://a/")
            try await auth.authorize(&request)
            return request.headers["authorization"]
        }
        #expect(try await value() == "Basic dTpw")
        try Data("q".utf8).write(to: file, options: .atomic)
        await log.wait(for: "Read a changed file")
        #expect(try await value() == "Basic dTpx")
        try await auth.shutdown()
    }

    // MARK: Settings

    @Test(arguments: [
        ("{}", "no credential source provided"), ("htpasswd: {}", "no credential source provided"),
        (
            "{htpasswd: {inline: 'a:b'}, client_auth: {username: a}}",
            "only one of `htpasswd` or `client_auth` can be specified"
        ),
        ("client_auth: {username: 'a:b'}", "invalid authorization format"),
    ])
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let error = #expect(throws: ConfigErrors.self) { try BasicAuthExtensionConfig.decode(yaml: yaml) }
        #expect(error?.description.contains(message) == true)
    }
}
