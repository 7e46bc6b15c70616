public import CollectorConfig
internal import Pdata

/// Fetches configuration by GET: a provider of `http:` or `https:` URIs.
public struct HTTPConfigProvider: ConfigProvider {
    /// The largest answer taken, in bytes.
    private static let limit = 16 << 20

    /// `http` or `https`.
    public let scheme: String

    private let client: HTTPClient
    private let timeout: Duration

    /// A provider whose requests may take `timeout`, answer included, and which trusts the servers that `tls` says.
    public init(scheme: String, timeout: Duration = .seconds(30), tls: ClientTLSSettings = ClientTLSSettings()) {
        self.scheme = scheme
        self.timeout = timeout
        var settings = HTTPClientSettings()
        settings.timeout = timeout
        settings.tls = tls
        client = HTTPClient(settings)
    }

    /// The body of the answer to a request for the URL.
    public func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        let url = "\(scheme):\(opaque)"
        // What follows the path may hold a secret.
        let shown = HTTPClientSettings.destination(of: url) == nil ? "\(scheme):…" : String(url.prefix { $0 != "?" })
        let response = try await answer(to: url)
        guard response.status == 200 else { throw Self.refusal(response, shown) }
        guard let text = String(validating: response.wholeBody.array, as: UTF8.self) else {
            throw ProviderError("unable to read the configuration of \(shown): it is not UTF-8 text")
        }
        return RetrievedConfig(text, source: shown)
    }

    /// Closes the connections.
    public func shutdown() async {
        await client.shutdown()
    }

    private func answer(to url: String) async throws(ProviderError) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await client.send(HTTPClientRequest("GET", url, maxAnswerSize: Self.limit))
        } catch {
            throw ProviderError("unable to fetch the configuration: \(error)", fix: fix(error.kind))
        }
    }

    private func fix(_ kind: HTTPClientError.Kind) -> String? {
        switch kind {
        case .invalidRequest: "write a URL such as \(scheme)://host:port/collector.yaml"
        case .unreachable: "check the URL's host and port, and that the server is there before the collector starts"
        case .timedOut: "the whole answer must come within \(timeout.goText)"
        case .answerTooLarge: "a configuration is at most \(Self.limit >> 20) MiB"
        case .malformedAnswer: "check that the URL is that of a server of HTTP"
        case .unauthorized, .disconnected, .cancelled, .closed: nil
        }
    }

    private static func refusal(_ response: HTTPResponse, _ shown: String) -> ProviderError {
        let message =
            "unable to fetch the configuration of \(shown): the server answered with status \(response.status)"
        guard (300..<400).contains(response.status), let location = response.headers["location"] else {
            return ProviderError(message, fix: "the status must be 200")
        }
        let place = location.prefix { $0 != "?" }.prefix(500)
        return ProviderError(message, fix: "redirects are not followed: it leads to \(place)")
    }
}
