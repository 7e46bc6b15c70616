internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// Asks the clients of servers for a bearer token, and gives one to the requests of clients.
final class BearerTokenAuthExtension: ServerAuthenticator, ClientAuthenticator {
    private let config: BearerTokenAuthExtensionConfig
    private let header: String
    private let logger: Logger
    private let accepted: Lock<AcceptedTokens>
    private let file: FileText?

    init(_ config: BearerTokenAuthExtensionConfig, _ context: ComponentContext) {
        self.config = config
        header = config.header.lowercased()
        logger = context.logger
        let written = config.filename.isEmpty ? config.tokens + (config.token.isEmpty ? [] : [config.token]) : []
        let accepted = Lock(AcceptedTokens(written.map(\.value), scheme: config.scheme))
        self.accepted = accepted
        guard !config.filename.isEmpty else {
            file = nil
            return
        }
        let (path, scheme) = (config.filename, config.scheme)
        file = FileText(path, logger: context.logger) { text in
            let tokens = try AcceptedTokens(file: text, path, scheme: scheme)
            accepted.withLock { $0 = tokens }
        }
    }

    func start(_ host: any Host) async throws {
        guard let file else { return }
        let interval = config.fileRetry.retryInterval > .zero ? config.fileRetry.retryInterval : .seconds(1)
        var retries = 0
        while true {
            do {
                return try await file.start()
            } catch {
                let isLast = config.fileRetry.maxRetries > 0 && retries >= config.fileRetry.maxRetries
                guard config.fileRetry.enabled, !isLast else { throw error }
                retries += 1
                logger.warn(
                    "Waiting for the file of tokens",
                    [LogField("error", .string("\(error)")), LogField("interval", .string(interval.goText))]
                )
                try await host.clock.sleep(for: interval)
            }
        }
    }

    func shutdown() async throws {
        await file?.shutdown()
    }

    // MARK: Servers

    func authenticate(_ request: IncomingRequest) async throws(RequestRefusal) -> [String: [String]] {
        guard let value = request.headers[header], !value.isEmpty else {
            throw .unauthenticated("missing or empty authorization header: \(config.header)")
        }
        // Upstream repeats the token in its answer; a credential has no place in a message.
        guard accepted.withLock({ $0 }).contains(value) else {
            throw .unauthenticated("scheme or token does not match")
        }
        return [:]
    }

    // MARK: Clients

    let requiresTransportSecurity = true

    func authorize(_ request: inout OutgoingRequest) async throws {
        guard let value = accepted.withLock({ $0.first }) else { throw NoToken() }
        request.headers.set(header, value)
    }
}

/// No file was read yet.
private struct NoToken: Error, CustomStringConvertible {
    var description: String { "there is no bearer token yet" }
}
