internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// Amplitude's API, as a place that events are sent to.
struct AmplitudeServer: Sendable {
    /// The most bytes of an answer: the lists of 2,000 events and their users.
    private static let maxAnswerSize = 1 << 20

    private let client: HTTPClient
    private let url: String
    private let headers: HTTPHeaders
    /// The key, and the text before the events of a request.
    private let apiKey: String
    private let opening: Bytes

    /// How much one request may hold.
    let limits: RequestLimits

    init(_ settings: AmplitudeExporterSettings, _ client: HTTPClient, userAgent: String) {
        self.client = client
        url = settings.endpoint
        headers = ["content-type": "application/json", "user-agent": userAgent]
        limits = RequestLimits(url: settings.endpoint)
        apiKey = settings.apiKey.value
        var text = ByteBuilder()
        text.append(utf8: "{\"api_key\":")
        text.append(jsonString: settings.apiKey.value)
        text.append(utf8: ",\"events\":[")
        opening = text.finish()
    }

    /// The bytes of a request's body that are not its events.
    var overhead: Int { opening.count + 2 }

    /// Sends `events` in one request.
    func send(_ events: [Event]) async -> AmplitudeAnswer {
        let request = HTTPClientRequest(
            "POST",
            url,
            headers: headers,
            body: [body(events)],
            maxAnswerSize: Self.maxAnswerSize
        )
        do throws(HTTPClientError) {
            return AmplitudeAnswer(try await client.send(request), eventCount: events.count, apiKey: apiKey)
        } catch {
            switch error.kind {
            // The server accepted, whatever it says besides.
            case .answerTooLarge: return .accepted
            case .invalidRequest: return .refused(.permanent("amplitude request failed: \(error)"))
            default: return .unavailable(.retryable("amplitude request failed: \(error)"))
            }
        }
    }

    private func body(_ events: [Event]) -> Bytes {
        var body = ByteBuilder(capacity: events.reduce(overhead) { $0 + $1.json.count + 1 })
        body.append(opening)
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(event.json)
        }
        body.append(utf8: "]}")
        return body.finish()
    }
}
