internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// Answers OTLP requests over HTTP.
struct OTLPHTTPHandler: Sendable {
    typealias Take = @Sendable (HTTPRequest, OTLPEncoding) async throws(GRPCStatus) -> Void

    private let routes: [String: Take]

    init(_ routes: [String: Take]) {
        self.routes = routes
    }

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard let take = routes[request.path] else { return HTTPResponse(status: 404, text: "404 page not found\n") }
        guard request.method == "POST" else {
            var response = HTTPResponse(status: 405, text: "405 method not allowed, supported: [POST]")
            response.headers.append("allow", "POST")
            return response
        }
        guard let encoding = OTLPEncoding(contentType: request.headers["content-type"]) else {
            return HTTPResponse(
                status: 415,
                text: "415 unsupported media type, supported: [application/json, application/x-protobuf]"
            )
        }
        do throws(GRPCStatus) {
            try await take(request, encoding)
            return OTLPHTTPAnswers.success(encoding)
        } catch {
            return OTLPHTTPAnswers.failure(error, encoding)
        }
    }

    /// The answer to a request that never became an OTLP request, such as one that is too large.
    static func refuse(_ failure: HTTPFailure) -> HTTPResponse {
        guard let encoding = OTLPEncoding(contentType: failure.headers["content-type"]) else {
            return failure.plainResponse
        }
        let status = GRPCStatus(failure.code, failure.message, retryAfter: failure.retryAfter)
        var response = OTLPHTTPAnswers.failure(status, encoding)
        response.status = failure.status
        return response
    }
}
