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
        let since = timestamp(uptime.since)
        return #"{"status":"Server available","upSince":"\#(since)","uptime":"\#(uptime.duration.goText)"}"#
    }

    /// `nanoseconds` since 1970 as RFC 3339 has it, such as `2026-01-02T03:04:05.6Z`.
    static func timestamp(_ nanoseconds: UInt64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let (year, month, day) = date(Int(seconds / 86400))
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }
        var fraction = digits(nanoseconds % 1_000_000_000, 9)
        while fraction.last == "0" { fraction.removeLast() }
        let rest = fraction.isEmpty ? "" : "." + fraction
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(time.joined(separator: ":"))\(rest)Z"
    }

    /// The date of a day counted from 1970-01-01, in the Gregorian calendar.
    private static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
        // Years begin in March here, so that a leap day is a year's last; 719468 days lie between 0000-03-01 and 1970.
        let days = day + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func digits(_ number: some BinaryInteger, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
