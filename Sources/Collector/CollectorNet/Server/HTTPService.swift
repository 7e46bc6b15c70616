internal import CollectorAPI
internal import Pdata

/// What the connections of an HTTP server share: the steps around the handler.
final class HTTPService: HTTP2Service {
    let options: HTTPServerOptions
    let http2Limits: HTTP2Limits
    var budget: MemoryBudget? { options.budget }
    private let admission: ServerAdmission?
    private let handler: @Sendable (HTTPRequest) async -> HTTPResponse
    private let refusal: @Sendable (HTTPFailure) -> HTTPResponse

    init(
        _ options: HTTPServerOptions,
        _ admission: ServerAdmission?,
        refusal: @escaping @Sendable (HTTPFailure) -> HTTPResponse,
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.options = options
        self.admission = admission
        self.refusal = refusal
        self.handler = handler
        var limits = HTTP2Limits()
        limits.idleTimeout = options.keepsAlive ? options.idleTimeout : .seconds(1)
        limits.writeTimeout = options.writeTimeout
        limits.requestTimeout = options.readTimeout
        if let readTimeout = options.readTimeout { limits.stallTimeout = readTimeout }
        http2Limits = limits
    }

    var shortageAnswer: HTTP2Fields {
        var fields = HTTP2FieldBuilder()
        fields.append(":status", "503")
        fields.append("retry-after", String((MemoryRefusal.delay.wholeMilliseconds + 999) / 1000))
        return .built(fields)
    }

    func makeStream(_ connection: HTTP2ServerConnection, id: Int32) -> HTTP2ServerStream {
        HTTPServerStream(connection, id: id, self)
    }

    /// What `request` passes before its body is read; nil when nothing stands in its way.
    func admission(for request: HTTPRequest) -> ServerAdmission? {
        guard let admission, options.cors.map({ !$0.isPreflight(request) }) ?? true else { return nil }
        return admission
    }

    /// Lets `request` pass with what is known of its client; returns the answer when it does not pass.
    func admit(_ request: inout HTTPRequest, _ admission: ServerAdmission) async -> HTTPResponse? {
        let head = IncomingRequest(
            .http,
            path: request.path,
            headers: request.headers,
            peer: request.client.address
        )
        do throws(RequestRefusal) {
            request.client.auth = try await admission.admit(head, query: request.query)
            return nil
        } catch {
            var failure = failure(error.httpStatus, error.message, request)
            failure.code = error.code
            failure.retryAfter = error.retryAfter
            return finished(refusal(failure), for: request)
        }
    }

    /// The answer to a request that was received whole, its body still in its content coding.
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if let cors = options.cors, cors.isPreflight(request) {
            return finished(cors.preflight(request), for: request)
        }
        var request = request
        do throws(HTTPFailure.Decoding) {
            if try !HTTPContentDecoding.undoIfShort(&request, options) {
                try await HTTPContentDecoding.undoOffLoop(&request, options)
            }
        } catch {
            if let memory = error.memory { return refuse(memory, request) }
            return refuse(error.status, error.message, request)
        }
        if options.includesMetadata {
            for field in request.headers.fields {
                request.client.metadata[field.name, default: []].append(field.value)
            }
        }
        return finished(await handler(request), for: request)
    }

    /// The answer to a request that the handler does not get.
    func refuse(_ status: Int, _ message: String, _ request: HTTPRequest) -> HTTPResponse {
        finished(refusal(failure(status, message, request)), for: request)
    }

    private func failure(_ status: Int, _ message: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status,
            message: message,
            method: request.method,
            path: request.path,
            headers: request.headers
        )
    }

    /// The answer to a body that is longer than allowed.
    func refuseBody(_ request: HTTPRequest) -> HTTPResponse {
        refuse(413, "request body too large: at most \(options.maxBodySize) bytes are allowed", request)
    }

    /// The answer to a request for which there is no memory.
    func refuse(_ status: GRPCStatus, _ request: HTTPRequest) -> HTTPResponse {
        var failure = HTTPFailure(
            status: status.code == .unavailable ? 503 : 413,
            message: status.message,
            method: request.method,
            path: request.path,
            headers: request.headers
        )
        failure.code = status.code
        failure.retryAfter = status.retryAfter
        return finished(refusal(failure), for: request)
    }

    private func finished(_ response: HTTPResponse, for request: HTTPRequest) -> HTTPResponse {
        var response = response
        for field in options.responseHeaders.fields where response.headers[field.name] == nil {
            response.headers.append(field.name, field.value)
        }
        if let cors = options.cors, !cors.isPreflight(request) { cors.addHeaders(to: &response, for: request) }
        return response
    }
}
