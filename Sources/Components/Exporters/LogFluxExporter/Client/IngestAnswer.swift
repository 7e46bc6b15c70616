internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// What a server said to an ingest request.
enum IngestAnswer: Sendable {
    /// It took the entries, but for `failed` of them.
    case accepted(failed: Int, message: String)
    /// It does not take the session key, or the API key.
    case keyRefused(String)
    /// The request is too large.
    case tooLarge(String)
    /// All requests are to pause.
    case paused(Duration?, String)
    /// There is no quota for the category.
    case quotaExceeded(Duration?, String)
    /// It cannot take the entries now.
    case unavailable(Duration?, String)
    /// It will never take the entries.
    case refused(String)

    /// Reads `response`; `shown` makes a server's text fit for a message.
    init(_ response: HTTPResponse, now: Int, shown: (String) -> String) {
        let status = response.status
        let json = try? JSONValue(parsing: response.wholeBody)
        guard !(200..<300).contains(status) else {
            self = Self.success(json, shown)
            return
        }
        let text = Self.failure(status, response, json, shown)
        let pause = response.headers.retryAfter(now: now) ?? Self.pause(json)
        switch status {
        case 401, 403: self = .keyRefused(text)
        case 413: self = .tooLarge(text)
        case 429: self = .paused(pause, text)
        case 507: self = .quotaExceeded(pause, text)
        case 500, 502, 503, 504: self = .unavailable(pause, text)
        default: self = .refused(text)
        }
    }

    private static func success(_ json: JSONValue?, _ shown: (String) -> String) -> IngestAnswer {
        let data = json?["data"]
        var reasons: [String] = []
        if case .array(let failures)? = data?["failures"] {
            for failure in failures.prefix(3) {
                let index = failure["index"]?.integer.map { "entry \($0): " } ?? ""
                reasons.append(index + shown(failure["error"]?.string ?? "no reason given"))
            }
        }
        let message = reasons.isEmpty ? shown(json?["message"]?.string ?? "") : reasons.joined(separator: "; ")
        return .accepted(failed: max(0, data?["failed"]?.integer ?? 0), message: message)
    }

    /// `ingest failed [<code>]: <message> - <details>`, or the status with the beginning of the body.
    private static func failure(
        _ status: Int,
        _ response: HTTPResponse,
        _ json: JSONValue?,
        _ shown: (String) -> String
    ) -> String {
        guard let error = json?["error"], let message = error["message"]?.string else {
            return "ingest failed with status \(status): \(shown(response.wholeBody.text))"
        }
        let code = shown(error["code"]?.string ?? "\(status)")
        let details = error["details"]?.string.map { " - \(shown($0))" } ?? ""
        return "ingest failed [\(code)]: \(shown(message))\(details)"
    }

    /// The error's own `retry_after`, in seconds.
    private static func pause(_ json: JSONValue?) -> Duration? {
        guard let seconds = json?["error"]?["retry_after"]?.integer, seconds > 0 else { return nil }
        return .seconds(min(seconds, 366 * 24 * 3600))
    }
}
