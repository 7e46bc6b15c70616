internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// What Amplitude answers to a request.
///
/// Source: Amplitude's HTTP V2 API, 2026: a request is taken as a whole, or not at all; lists say which of its events stand
/// in the way.
enum AmplitudeAnswer: Sendable {
    /// It has all events.
    case accepted
    /// The request is too large.
    case tooLarge
    /// It will never take the events at these places, nor now the others beside them.
    case invalid(Set<Int>, reason: String)
    /// It takes no more events of some users or devices now.
    case throttled(Throttling)
    /// It will never take any of this; the error says why.
    case refused(ConsumeError)
    /// It may take all of this later.
    case unavailable(ConsumeError)

    /// The meaning of `response` to a request of `eventCount` events.
    init(_ response: HTTPResponse, eventCount: Int, apiKey: String) {
        let words = Words(response, apiKey: apiKey)
        switch response.status {
        case 200..<300: self = .accepted
        case 413: self = .tooLarge
        case 429:
            let throttling = Throttling(response, words.json, eventCount: eventCount, words: words.text)
            guard throttling.namesAny else {
                self = .unavailable(.retryable(throttling.text, after: response.pause, status: .resourceExhausted))
                return
            }
            self = .throttled(throttling)
        case 400:
            let places = words.json?.listedEvents(below: eventCount) ?? []
            guard !places.isEmpty else { fallthrough }
            self = .invalid(places, reason: words.text)
        case 300..<500 where response.status != 408:
            let text = "amplitude rejected events (\(response.status)): \(words.text)"
            self = .refused(.permanent(text, status: Self.code(response.status)))
        default:
            let text = "amplitude server error (\(response.status)): \(words.text)"
            self = .unavailable(.retryable(text, after: response.pause, status: .unavailable))
        }
    }

    /// The gRPC code that stands for an HTTP status.
    private static func code(_ status: Int) -> StatusCode {
        switch status {
        case 400: .invalidArgument
        case 401: .unauthenticated
        case 403: .permissionDenied
        case 404: .unimplemented
        default: .unknown
        }
    }

    /// The body of an answer.
    private struct Words {
        /// The most characters of it in a message.
        private static let maxText = 1024

        let json: JSONValue?
        /// What it says, in one line, not too long, without the key.
        let text: String

        init(_ response: HTTPResponse, apiKey: String) {
            let body = response.wholeBody
            json = try? JSONValue(parsing: body)
            let line = body.text.split(whereSeparator: \.isNewline).joined(separator: " ")
            // Amplitude repeats a key that it does not know.
            let shown = line.redacting(apiKey).prefix(Self.maxText)
            text = String(shown.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
        }
    }
}

extension HTTPResponse {
    /// How long the server asks to wait, if it does.
    var pause: Duration? {
        headers.retryAfter(now: Int(LoopGroup.shared.clock.unixNanoseconds / 1_000_000_000))
    }
}

extension JSONValue {
    /// The places of all the events, of `count`, that an answer of 400 lists: for each field that is missing or wrong, and
    /// of silenced devices.
    fileprivate func listedEvents(below count: Int) -> Set<Int> {
        var places: Set<Int> = []
        for name in ["events_with_missing_fields", "events_with_invalid_fields", "events_with_invalid_id_lengths"] {
            guard case .object(let fields)? = self[name] else { continue }
            for list in fields.values { places.formUnion(list.places(below: count)) }
        }
        return places.union(self["silenced_events"]?.places(below: count) ?? [])
    }

    /// The places, of `count`, in a list.
    func places(below count: Int) -> Set<Int> {
        guard case .array(let values) = self else { return [] }
        return Set(values.compactMap(\.integer).filter { (0..<count).contains($0) })
    }

    /// The names of an object's members, or the strings of a list.
    var names: Set<String> {
        switch self {
        case .object(let members): Set(members.keys)
        case .array(let values): Set(values.compactMap(\.string))
        case .null, .bool, .number, .string: []
        }
    }
}

extension String {
    /// This text without `secret`.
    fileprivate func redacting(_ secret: String) -> String {
        let secret = Array(secret.utf8)
        guard let first = secret.first else { return self }
        let bytes = Array(utf8)
        var kept: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == first, bytes[position...].starts(with: secret) {
                kept += "[REDACTED]".utf8
                position += secret.count
            } else {
                kept.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
