internal import CollectorConfig
internal import CollectorNet

/// Asks a running collector's `health_check` extension how it is: what a container's health check runs, where there is no
/// shell and no curl.
struct HealthcheckCommand {
    /// Where the extension listens by default.
    static let defaultEndpoint = "http://localhost:13133/"
    static let defaultTimeout = "3s"
    /// More of the answer is not read.
    private static let mostBytes = 1 << 20

    private let endpoint: String
    private let timeout: Duration

    init(_ arguments: Arguments) throws(ServiceError) {
        endpoint = arguments.value("endpoint") ?? Self.defaultEndpoint
        let text = arguments.value("timeout") ?? Self.defaultTimeout
        guard let seconds = Int(text.hasSuffix("s") ? text.dropLast() : text[...]), (1...3600).contains(seconds) else {
            throw ServiceError("--timeout \"\(text)\" is no number of seconds such as \(Self.defaultTimeout)")
        }
        timeout = .seconds(seconds)
    }

    /// - Throws: why the collector is not healthy.
    func run() throws(ServiceError) {
        let (endpoint, timeout) = (endpoint, timeout)
        let status = try waiting { () async throws(ServiceError) in
            var settings = HTTPClientSettings()
            settings.timeout = timeout
            let client = HTTPClient(settings)
            let answer: Result<Int, HTTPClientError>
            do throws(HTTPClientError) {
                let request = HTTPClientRequest("GET", endpoint, maxAnswerSize: Self.mostBytes)
                answer = .success(try await client.send(request).status)
            } catch {
                answer = .failure(error)
            }
            await client.shutdown()
            switch answer {
            case .success(let status): return status
            case .failure(let error):
                throw ServiceError(
                    "\(error); enable the extension health_check, and name its endpoint by --endpoint http://host:port/"
                )
            }
        }
        guard (200..<300).contains(status) else {
            throw ServiceError("the collector is not healthy: \(endpoint) answered with status \(status)")
        }
    }
}
