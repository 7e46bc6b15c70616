public import CollectorAPI
public import Pdata

/// Sends requests over connections that are kept for further ones: by HTTP/2 where a server of an `https` URL offers it,
/// else by HTTP/1.1.
///
/// A connection is made when a request needs one, on the loop that the caller runs on. Redirects are not followed.
public final class HTTPClient: Sendable {
    private let settings: HTTPClientSettings
    private let head: HTTPClientHead
    private let pool: HTTPClientPool
    private let security: TLSClientSecurity
    private let dialer: HTTPDialer
    private let cookies: CookieJar?
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
        security = TLSClientSecurity(settings.tls, protocols: settings.protocols, logger: logger)
        dialer = HTTPDialer(settings, security, logger: logger)
        pool = HTTPClientPool(HTTPClientPool.Limits(settings), dialer, HTTP2ClientKeepalive.Options(settings))
        cookies = settings.cookies.isEnabled ? CookieJar() : nil
        usesHooks = settings.auth.isEnabled || !settings.middlewares.isEmpty
    }

    /// Reads certificates, and finds the extensions that the settings name under `auth` and `middlewares`; without
    /// either, there is nothing to start.
    ///
    /// - Throws: which certificate cannot be used, or which extension is missing or of another sort.
    public func start(_ host: any Host) throws {
        if settings.needsCertificates { try security.load() }
        if case .failure(let error) = dialer.proxies { throw error }
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
            let url = try Self.url(of: request)
            let answer = try await run(try await call(request, to: url)).get()
            if let cookies { cookies.take(answer.headers, from: url, now: Self.now) }
            return try answer.decoded(limit: request.maxAnswerSize)
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

    private static func url(of request: HTTPClientRequest) throws(HTTPClientError) -> HTTPURL {
        do throws(HTTPURLError) {
            return try HTTPURL(parsing: request.url)
        } catch {
            throw HTTPClientError(.invalidRequest, error.description)
        }
    }

    /// Seconds since 1970.
    private static var now: Int { Int(LoopGroup.shared.clock.unixNanoseconds / 1_000_000_000) }

    private func call(
        _ request: HTTPClientRequest,
        to url: HTTPURL
    ) async throws(HTTPClientError) -> HTTPClientCall {
        var body = request.body.filter { !$0.isEmpty }
        var encoding: String?
        let coding = settings.compression.coding
        if !body.isEmpty, coding != .identity, request.headers["content-encoding"] == nil {
            body = [await compressed(body, request.compressedForm)]
            encoding = coding.rawValue
        }
        var fields = head.fields(request, to: url, contentEncoding: encoding)
        if let cookie = cookies?.header(for: url, now: Self.now) {
            fields.set("cookie", fields["cookie"].map { "\($0); \(cookie)" } ?? cookie)
        }
        if usesHooks { fields = try await hooked(fields, request, body) }
        var target = url.target
        if let proxy = try dialer.proxy(to: url), !url.isTLS, proxy.takesRequests {
            target = "http://\(url.authority)\(url.target)"
            if let credentials = proxy.credentials { fields.set("proxy-authorization", credentials.basic) }
        }
        return HTTPClientCall(
            try head.message(request.method, target, fields, body),
            to: HTTPOrigin(url),
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

    private func compressed(_ body: [Bytes], _ form: CompressedForm?) async -> Bytes {
        if let form, settings.passedOnCoding == form.coding { return form.bytes }
        let level = settings.compressionParams.level(for: settings.compression)
        return await settings.compression.coding.compressOffLoop(body, level: level)
    }
}

extension HTTPClientSettings {
    /// The coding in which a body that came compressed is sent as it came; nil when bodies are not compressed, or the
    /// user wants a level of their own.
    public var passedOnCoding: ContentCoding? {
        compression.coding == .identity || compressionParams.level != 0 ? nil : compression.coding
    }
}

extension HTTPClientSettings {
    /// The application protocols that servers are offered. A connection for one request has no use for HTTP/2.
    fileprivate var protocols: [String] {
        forceAttemptHTTP2 && !disableKeepAlives ? ["h2", "http/1.1"] : ["http/1.1"]
    }
}

extension HTTP2ClientKeepalive.Options {
    /// How long a ping may take unless the settings say.
    private static let defaultPingTimeout = Duration.seconds(15)

    /// What `settings` ask for; nil where a silent server is never pinged.
    init?(_ settings: HTTPClientSettings) {
        guard settings.http2ReadIdleTimeout > .zero else { return nil }
        let timeout = settings.http2PingTimeout > .zero ? settings.http2PingTimeout : Self.defaultPingTimeout
        self.init(time: settings.http2ReadIdleTimeout, timeout: timeout, permitsIdle: true)
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
