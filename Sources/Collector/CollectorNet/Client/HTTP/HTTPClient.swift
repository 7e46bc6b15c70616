public import CollectorAPI
internal import Pdata

/// Sends HTTP/1.1 requests, with TLS to `https` URLs, over connections that are kept for further requests.
///
/// A connection is made when a request needs one, on the loop that the caller runs on. Redirects are not followed.
public final class HTTPClient: Sendable {
    /// From how many bytes on compressing leaves the loop, which it would hold for milliseconds.
    private static let offLoopSize = 4 << 20

    private let settings: HTTPClientSettings
    private let head: HTTPClientHead
    private let pool: HTTPClientPool
    private let security: TLSClientSecurity
    private let logger: Logger?
    private let usesHooks: Bool
    private let hooks = Lock<ClientHookChain?>(nil)

    /// A client that has not connected yet; the URLs are the requests'.
    ///
    /// - Parameter logger: gets a line for each failed request, at the level debug.
    public init(_ settings: HTTPClientSettings, logger: Logger? = nil) {
        self.settings = settings
        self.logger = logger
        head = HTTPClientHead(settings)
        security = TLSClientSecurity(settings.tls, protocols: ["http/1.1"], logger: logger)
        pool = HTTPClientPool(HTTPClientPool.Limits(settings), security)
        usesHooks = settings.auth.isEnabled || !settings.middlewares.isEmpty
    }

    /// Reads certificates, and finds the extensions that the settings name under `auth` and `middlewares`; without
    /// either, there is nothing to start.
    ///
    /// - Throws: which certificate cannot be used, or which extension is missing or of another sort.
    public func start(_ host: any Host) throws {
        if settings.needsCertificates { try security.load() }
        guard usesHooks else { return }
        let found = try ClientHookChain(
            authenticator: settings.auth.value?.authenticator,
            middlewares: settings.middlewares.map(\.id),
            host,
            "a HTTP client authenticator"
        )
        hooks.withLock { $0 = found }
    }

    /// Sends `request`, and returns the answer, whatever its status.
    ///
    /// The settings' timeout spans everything: waiting for a connection, making it, and the whole answer. Cancelling
    /// the task ends the request. A request whose kept connection closed before any byte of an answer came is sent once
    /// more, on a new connection.
    ///
    /// - Returns: the final answer with its content coding undone.
    /// - Throws: ``HTTPClientError``, which names the request.
    public func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
        do throws(HTTPClientError) {
            let call = try await call(request)
            return try await run(call).get().decoded(limit: request.maxAnswerSize)
        } catch {
            let failure = error.met(by: request)
            logger?.debug("Could not send a request", [LogField("error", .string(failure.description))])
            throw failure
        }
    }

    /// Ends what is under way, and returns when every connection is closed; later requests fail.
    public func shutdown() async {
        await pool.shutdown()
    }

    private func call(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientCall {
        let url: HTTPURL
        do throws(HTTPURLError) {
            url = try HTTPURL(parsing: request.url)
        } catch {
            throw HTTPClientError(.invalidRequest, error.description)
        }
        var body = request.body.filter { !$0.isEmpty }
        var encoding: String?
        if !body.isEmpty, request.headers["content-encoding"] == nil, let coding = settings.compression.coding,
            coding != .identity
        {
            body = [await compress(body, coding)]
            encoding = coding.rawValue
        }
        var fields = head.fields(request, to: url, contentEncoding: encoding)
        if usesHooks { fields = try await hooked(fields, request, body) }
        let head = try head.bytes(
            request.method,
            url.target,
            fields,
            contentLength: body.reduce(0) { $0 + $1.count }
        )
        return HTTPClientCall(
            [head] + body,
            to: HTTPOrigin(url),
            isHead: request.method == "HEAD",
            maxAnswerSize: request.maxAnswerSize,
            timeout: settings.timeout > .zero ? settings.timeout : nil,
            on: EventLoop.current ?? LoopGroup.shared.next()
        )
    }

    private func hooked(
        _ fields: HTTPHeaders,
        _ request: HTTPClientRequest,
        _ body: [Bytes]
    ) async throws(HTTPClientError) -> HTTPHeaders {
        guard let hooks = hooks.withLock({ $0 }) else {
            throw HTTPClientError(.invalidRequest, "the client's authenticator and middlewares were not started")
        }
        var outgoing = OutgoingRequest(
            isGRPC: false,
            method: request.method,
            url: request.url,
            headers: fields,
            body: body
        )
        do {
            try await hooks.apply(to: &outgoing)
            return outgoing.headers
        } catch {
            throw HTTPClientError(Task.isCancelled ? .cancelled : .unauthorized, "\(error)")
        }
    }

    private func run(_ call: HTTPClientCall) async -> Result<HTTPResponse, HTTPClientError> {
        let pool = pool
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                call.wait(continuation)
                let start = { @Sendable in
                    call.startTimer()
                    pool.place(call)
                }
                if call.home.isOnLoop { return start() }
                call.home.execute(start)
            }
        } onCancel: {
            call.abandon(.cancelled)
        }
    }

    private func compress(_ parts: [Bytes], _ coding: ContentCoding) async -> Bytes {
        let level = settings.compressionParams.codecLevel
        guard parts.reduce(0, { $0 + $1.count }) >= Self.offLoopSize else {
            return coding.compress(parts, level: level)
        }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { coding.compress(parts, level: level) }
    }
}

extension HTTPClientPool.Limits {
    /// The limits that `settings` ask for.
    init(_ settings: HTTPClientSettings) {
        func bound(_ number: Int) -> Int? { number > 0 ? number : nil }
        idle = bound(settings.maxIdleConnections)
        idlePerHost = bound(settings.maxIdleConnectionsPerHost)
        perHost = bound(settings.maxConnectionsPerHost)
        idleTime = settings.idleConnectionTimeout > .zero ? settings.idleConnectionTimeout : nil
        keepsAlive = !settings.disableKeepAlives
    }
}
