internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// Makes requests to LogFlux's servers in the name of one API key.
struct LogFluxRequests: Sendable {
    /// For the ingestor.
    let client: HTTPClient
    /// For looking up the ingestor, with less patience.
    let discovery: HTTPClient
    let key: LogFluxAPIKey
    let userAgent: String
    let clock: any CollectorClock

    /// Readies what requests need, such as certificates.
    func start(_ host: any Host) throws {
        try client.start(host)
        try discovery.start(host)
    }

    /// Ends what is under way.
    func shutdown() async {
        await client.shutdown()
        await discovery.shutdown()
    }

    /// What proves to the server who sends.
    var authorization: String { "Bearer \(key.secret.value)" }

    /// The answer's JSON to a POST of `body` to `url`, for the step of a handshake called `step`.
    ///
    /// - Throws: `LogFluxFailure` for anything but 200.
    func post(_ body: [(String, String)], to url: String, step: String) async throws(LogFluxFailure) -> JSONValue {
        let request = HTTPClientRequest(
            "POST",
            url,
            headers: [
                "content-type": "application/json", "accept": "application/json", "authorization": authorization,
                "user-agent": userAgent,
            ],
            body: [Bytes.object(body)]
        )
        let response = try await answer(to: request, through: client)
        guard response.status == 200 else { throw failure(response, "\(step) failed") }
        return try json(response, step)
    }

    /// The answer's JSON to a GET of `url`.
    func get(_ url: String, authorized: Bool) async throws(LogFluxFailure) -> JSONValue {
        var headers: HTTPHeaders = ["accept": "application/json", "user-agent": userAgent]
        if authorized { headers.append("authorization", authorization) }
        let response = try await answer(to: HTTPClientRequest("GET", url, headers: headers), through: discovery)
        guard response.status == 200 else { throw failure(response, "GET \(url) failed") }
        return try json(response, "GET \(url)")
    }

    private func answer(
        to request: HTTPClientRequest,
        through client: HTTPClient
    ) async throws(LogFluxFailure) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await client.send(request)
        } catch {
            throw LogFluxFailure(.unreachable, "ingestor unavailable: cannot connect to \(request.url): \(error)")
        }
    }

    private func json(_ response: HTTPResponse, _ step: String) throws(LogFluxFailure) -> JSONValue {
        do throws(WireError) {
            return try JSONValue(parsing: response.wholeBody)
        } catch {
            throw LogFluxFailure(.malformed, "\(step): the answer is no JSON: \(error)")
        }
    }

    private func failure(_ response: HTTPResponse, _ what: String) -> LogFluxFailure {
        let status = response.status
        let isRefusal = (400..<500).contains(status) && status != 408 && status != 429
        return LogFluxFailure(
            isRefusal ? .refused : .unavailable,
            "\(what) with status \(status): \(shown(response.wholeBody.text))",
            pause: response.headers.retryAfter(now: Int(clock.unixNanoseconds / 1_000_000_000))
        )
    }

    /// The most characters of a server's text in a message.
    private static let maxText = 512

    /// A server's text in one line, not too long, and without the key.
    func shown(_ text: String) -> String {
        let line = key.removed(from: text).prefix(Self.maxText).split(whereSeparator: \.isNewline)
            .joined(separator: " ")
        return String(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.map(Character.init))
    }
}

extension Bytes {
    /// A JSON object of strings.
    fileprivate static func object(_ members: [(String, String)]) -> Bytes {
        var output = ByteBuilder()
        for (index, member) in members.enumerated() {
            output.append(UInt8(ascii: index == 0 ? "{" : ","))
            output.append(JSONFragment(member.0).json)
            output.append(UInt8(ascii: ":"))
            output.append(JSONFragment(member.1).json)
        }
        output.append(UInt8(ascii: "}"))
        return output.finish()
    }
}
