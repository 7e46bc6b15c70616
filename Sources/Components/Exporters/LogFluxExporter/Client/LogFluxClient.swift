internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// One exporter's way to LogFlux, which its signals share: the session, and what the server asked to hold back.
final class LogFluxClient: Sendable {
    /// What became of a request's entries.
    enum Outcome: Sendable {
        /// The server took them, but for `failed`.
        case accepted(failed: Int, message: String)
        /// They are too many, or too large, for one request.
        case tooLarge(String)
        /// They are to be sent anew at once, with the session that there is then.
        case again
    }

    private static let requestTimeout = Duration.seconds(30)
    private static let discoveryTimeout = Duration.seconds(10)

    let throttle: Throttle
    private let requests: LogFluxRequests
    private let sessions: SessionKeeper
    private let rates: RateGauges
    private let clock: any CollectorClock

    /// A client that has not connected to anything yet.
    init(_ settings: LogFluxExporterSettings, _ key: LogFluxAPIKey, _ context: ComponentContext, _ host: any Host) {
        var http = HTTPClientSettings()
        // So that certificates are read at start, wherever requests will go.
        http.endpoint = settings.endpoint.isEmpty ? "https://discover.\(key.region).logflux.io" : settings.endpoint
        http.timeout = Self.requestTimeout
        var discovery = http
        discovery.timeout = Self.discoveryTimeout
        requests = LogFluxRequests(
            client: HTTPClient(http, logger: context.logger),
            discovery: HTTPClient(discovery, logger: context.logger),
            key: key,
            userAgent: context.build.userAgent,
            clock: host.clock
        )
        throttle = Throttle(host.clock)
        sessions = SessionKeeper(IngestorSource.all(settings, key), requests, context, host)
        rates = RateGauges(context)
        clock = host.clock
    }

    /// Begins to agree on a session, in the background.
    ///
    /// - Throws: which certificates cannot be read.
    func start(_ host: any Host) throws {
        try requests.start(host)
        sessions.start()
    }

    /// Ends what is under way, and forgets the session's key.
    func shutdown() async {
        await sessions.close()
        await requests.shutdown()
    }

    /// The session for entries of `category`.
    ///
    /// - Throws: why nothing can be sent now.
    func session(for category: QuotaCategory) async throws(ConsumeError) -> LogFluxSession {
        try throttle.admit(category)
        return try await sessions.session()
    }

    /// Sends `payloads` under `session` once; what the server's answer means for other requests is seen to.
    ///
    /// - Throws: a retryable error, or a permanent one for what the server will never take.
    func ingest(
        _ payloads: ArraySlice<Bytes>,
        _ type: EntryType,
        time: String,
        _ session: LogFluxSession
    ) async throws(ConsumeError) -> Outcome {
        guard session.use(payloads.count) else {
            sessions.retire(session)
            return .again
        }
        let request = try request(payloads, type, time, session)
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await requests.client.send(request)
        } catch {
            // The server accepted, whatever it says besides.
            if error.kind == .answerTooLarge { return .accepted(failed: 0, message: "") }
            let text = "network_error: \(error)"
            throw error.kind == .invalidRequest ? .permanent(text) : .retryable(text, status: .unavailable)
        }
        rates.note(response.headers)
        let now = Int(clock.unixNanoseconds / 1_000_000_000)
        return try outcome(IngestAnswer(response, now: now, shown: requests.shown), type.category, session)
    }

    private func outcome(
        _ answer: IngestAnswer,
        _ category: QuotaCategory,
        _ session: LogFluxSession
    ) throws(ConsumeError) -> Outcome {
        switch answer {
        case .accepted(let failed, let message):
            throttle.succeed(category)
            return .accepted(failed: failed, message: message)
        case .keyRefused(let text):
            try sessions.renew(session, because: text)
            return .again
        case .tooLarge(let text):
            return .tooLarge(text)
        case .paused(let pause, let text):
            let pause = pause ?? Throttle.defaultPause
            throttle.pause(for: pause)
            throw .retryable(text, after: pause, status: .resourceExhausted)
        case .quotaExceeded(let pause, let text):
            throw throttle.exhaust(category, for: pause, because: text)
        case .unavailable(let pause, let text):
            throw .retryable(text, after: pause, status: .unavailable)
        case .refused(let text):
            throw .permanent("send_error: \(text)", status: .invalidArgument)
        }
    }

    private func request(
        _ payloads: ArraySlice<Bytes>,
        _ type: EntryType,
        _ time: String,
        _ session: LogFluxSession
    ) throws(ConsumeError) -> HTTPClientRequest {
        do throws(CryptoError) {
            let body = try MultipartBody(payloads, type, time: time, session)
            return HTTPClientRequest(
                "POST",
                session.base + "/v1/ingest",
                headers: [
                    "content-type": body.contentType, "authorization": requests.authorization,
                    "user-agent": requests.userAgent,
                ],
                body: [body.bytes]
            )
        } catch {
            throw .retryable(error.description)
        }
    }
}
