internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// How long the collector has been ready.
struct Uptime: Sendable {
    /// Nanoseconds from 1970 until it became ready.
    var since: UInt64
    var duration: Duration
}

/// Answers requests, in upstream's words.
struct HealthAnswer: Sendable {
    private let path: String
    private let responseBody: ResponseBodySettings?

    init(path: String, responseBody: ResponseBodySettings?) {
        self.path = path
        self.responseBody = responseBody
    }

    /// The answer to `request`, any method, while the collector has been ready for `uptime`, or is not.
    func callAsFunction(_ request: HTTPRequest, uptime: Uptime?) -> HTTPResponse {
        guard matches(request.path) else { return HTTPResponse(status: 404, text: "404 page not found\n") }
        let status = uptime == nil ? 503 : 200
        if let responseBody {
            return HTTPResponse(status: status, text: uptime == nil ? responseBody.unhealthy : responseBody.healthy)
        }
        return HTTPResponse(status: status, text: Self.json(uptime), contentType: "application/json")
    }

    /// A path that ends with a slash stands for everything below it too.
    private func matches(_ requested: String) -> Bool {
        guard path.hasSuffix("/") else { return requested == path }
        return requested.hasPrefix(path) || requested + "/" == path || path == "/"
    }

    private static func json(_ uptime: Uptime?) -> String {
        guard let uptime else {
            return #"{"status":"Server not available","upSince":"0001-01-01T00:00:00Z","uptime":""}"#
        }
        let since = RFC3339.text(uptime.since)
        return #"{"status":"Server available","upSince":"\#(since)","uptime":"\#(uptime.duration.goText)"}"#
    }
}
