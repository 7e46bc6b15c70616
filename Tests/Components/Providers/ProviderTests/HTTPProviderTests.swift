import CollectorConfig
import CollectorNet
import CollectorTestKit
import Pdata
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPProviderTests {
    /// Calls `body` with a provider, and the address of a server that answers by `answer`.
    private func with(
        _ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
        timeout: Duration = .seconds(30),
        _ body: (HTTPConfigProvider, String) async throws -> Void
    ) async throws {
        let server = HTTPServer(
            HTTPServerSettings(endpoint: "127.0.0.1:0"),
            logger: RecordingLogSink().logger,
            handler: answer
        )
        let address = try await server.start()
        let provider = HTTPConfigProvider(scheme: "http", timeout: timeout)
        try await body(provider, "//\(address)")
        await provider.shutdown()
        await server.shutdown(grace: .zero)
    }

    private func message(_ provider: HTTPConfigProvider, _ opaque: String) async -> String {
        do throws(ProviderError) {
            return "fetched \(try await provider.retrieve(opaque).text)"
        } catch {
            return error.description
        }
    }

    @Test func aConfigurationIsFetchedByItsPathAndQuery() async throws {
        try await with {
            HTTPResponse(status: 200, text: "\($0.method): ü \($0.path) \($0.query)\r\n")
        } _: {
            provider,
            server in
            let found = try await provider.retrieve("\(server)/a/c.yaml?token=secret")
            #expect(found == RetrievedConfig("GET: ü /a/c.yaml token=secret\r\n", source: "http:\(server)/a/c.yaml"))
        }
    }

    @Test func aResolverFetchesAWholeConfigurationAndAPartOfOne() async throws {
        try await with {
            HTTPResponse(status: 200, text: "{a: [1, 2], path: \($0.path)}")
        } _: { provider, server in
            let resolver = ConfigResolver(providers: [provider, ConstantProvider(text: "part: ${http:\(server)/part}")])
            let found = try await resolver.resolve(["http:\(server)/whole", "constant:"])
            #expect(found.root["path"]?.string == "/whole")
            #expect(found.root["part"]?["path"]?.string == "/part")
        }
    }

    @Test(arguments: [201, 204, 400, 401, 404, 500, 503])
    func anotherStatusIsAnErrorThatNamesIt(_ status: Int) async throws {
        try await with { _ in
            HTTPResponse(status: status, text: "secret: body")
        } _: { provider, server in
            #expect(
                await message(provider, "\(server)/c.yaml?key=secret")
                    == "unable to fetch the configuration of http:\(server)/c.yaml: the server answered with "
                    + "status \(status); the status must be 200"
            )
        }
    }

    @Test func aRedirectIsNamedAndNotFollowed() async throws {
        try await with { _ in
            HTTPResponse(status: 302, headers: ["location": "https://other/c.yaml"])
        } _: {
            provider,
            server in
            #expect(
                await message(provider, "\(server)/").hasSuffix(
                    "status 302; redirects are not followed: it leads to https://other/c.yaml"
                )
            )
        }
    }

    @Test func whatIsNoConfigurationIsRefused() async throws {
        try await with { request in
            let isLarge = request.path == "/large"
            return HTTPResponse(status: 200, body: [Bytes([UInt8](repeating: 0xff, count: isLarge ? 17 << 20 : 9))])
        } _: { provider, server in
            #expect(await message(provider, "\(server)/large").hasSuffix("; a configuration is at most 16 MiB"))
            #expect(await message(provider, "\(server)/bytes").hasSuffix("http:\(server)/bytes: it is not UTF-8 text"))
        }
    }

    @Test func aServerThatIsSilentIsNamed() async throws {
        let gate = Gate()
        try await with(
            { _ in
                await gate.pass()
                return HTTPResponse(status: 200)
            },
            timeout: .milliseconds(50)
        ) { provider, server in
            #expect(
                await message(provider, "\(server)/c.yaml")
                    == "unable to fetch the configuration: Get \"http:\(server)/c.yaml\": no answer within 50ms; "
                    + "the whole answer must come within 50ms"
            )
            gate.open()
        }
    }

    @Test func aServerThatIsAwayIsNamed() async {
        let provider = HTTPConfigProvider(scheme: "http")
        #expect(
            await message(provider, "//127.0.0.1:1/c.yaml").hasPrefix(
                "unable to fetch the configuration: Get \"http://127.0.0.1:1/c.yaml\": "
                    + "connect to 127.0.0.1:1: connection refused; check the URL's host and port"
            )
        )
        await provider.shutdown()
    }

    @Test(arguments: ["", "localhost/c.yaml", "//", "//user:secret@host/c.yaml", "//host:99999/", "//a b/"])
    func whatIsNoURLIsSaid(_ opaque: String) async {
        let provider = HTTPConfigProvider(scheme: "http")
        let message = await message(provider, opaque)
        #expect(message.hasSuffix("; write a URL such as http://host:port/collector.yaml"), "\(message)")
        #expect(!message.contains("secret"))
        await provider.shutdown()
    }
}

/// Gives the same text for every URI.
private struct ConstantProvider: ConfigProvider {
    let scheme = "constant"
    let text: String

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig { RetrievedConfig(text) }
}
