internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// What a server answered to an export request.
///
/// Source: the OTLP specification, section "OTLP/HTTP Response", as the Go collector reads it.
struct OTLPAnswer {
    private let response: HTTPResponse
    private let url: String

    /// The answer of the server at `url`.
    init(_ response: HTTPResponse, to url: String) {
        self.response = response
        self.url = url
    }

    /// What the server says beside success, if anything.
    ///
    /// - Throws: `ConsumeError` when the answer is no success.
    func partialSuccess() throws(ConsumeError) -> PartialSuccess? {
        guard (200..<300).contains(response.status) else { throw failure }
        let body = response.wholeBody
        guard !body.isEmpty else { return nil }
        do throws(WireError) {
            switch mediaType {
            case .proto: return try PartialSuccess.decode(response: body)
            case .json: return try PartialSuccess.decode(json: body)
            case .text, .none, .other: return nil
            }
        } catch {
            throw .permanent("error parsing the response of \(shownURL): \(error)")
        }
    }

    private var failure: ConsumeError {
        let status = response.status
        let code = Self.code(status)
        let text =
            "error exporting items, request to \(shownURL) responded with HTTP Status Code \(status)\(explanation)"
        guard [429, 502, 503, 504].contains(status) else { return .permanent(text, status: code) }
        let isThrottled = status == 429 || status == 503
        let now = Int(LoopGroup.shared.clock.unixNanoseconds / 1_000_000_000)
        return .retryable(text, after: isThrottled ? response.headers.retryAfter(now: now) : nil, status: code)
    }

    /// The gRPC code that stands for an HTTP status.
    private static func code(_ status: Int) -> StatusCode {
        switch status {
        case 400: .invalidArgument
        case 401: .unauthenticated
        case 403: .permissionDenied
        case 404: .unimplemented
        case 429: .resourceExhausted
        case 502, 503, 504: .unavailable
        default: .unknown
        }
    }

    // MARK: What the server says

    private enum MediaType {
        case proto
        case json
        case text
        case none
        case other
    }

    private var mediaType: MediaType {
        guard let field = response.headers["content-type"] else { return .none }
        switch String(field.prefix { $0 != ";" && $0 != " " }).lowercased() {
        case "application/x-protobuf", "application/protobuf": return .proto
        case "application/json": return .json
        case "text/plain": return .text
        default: return .other
        }
    }

    /// The most characters of a server's text in a message.
    private static let maxText = 1024

    /// What follows the status in a message: a redirect's target, or the server's own words.
    private var explanation: String {
        if (300..<400).contains(response.status), let location = response.headers["location"] {
            return ", Location=\(Self.shown(location)): redirects are not followed, so write that URL as the endpoint"
        }
        guard response.status >= 400, let (message, details) = described else { return "" }
        return ", Message=\(Self.shown(message)), Details=[\(Self.shown(details.joined(separator: " ")))]"
    }

    /// The message and the types of the details of the Status that a failure's body holds.
    private var described: (message: String, details: [String])? {
        let body = response.wholeBody
        guard !body.isEmpty else { return nil }
        switch mediaType {
        case .json:
            guard let status = try? JSONValue(parsing: body), let message = status["message"]?.string else {
                return nil
            }
            guard case .array(let details)? = status["details"] else { return (message, []) }
            return (message, details.compactMap { $0["@type"]?.string })
        case .text: return (body.text, [])
        case .proto, .none: return Self.status(body)
        case .other: return nil
        }
    }

    /// google.rpc.Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
    private static func status(_ body: Bytes) -> (message: String, details: [String])? {
        var message = ""
        var details: [String] = []
        var fields = ProtoFields(body)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (2, .bytes(let text)): message = text.text
            case (3, .bytes(let any)): details += type(ofAny: any).map { [$0] } ?? []
            default: continue
            }
        }
        return fields.isMalformed ? nil : (message, details)
    }

    /// google.protobuf.Any { string type_url = 1; bytes value = 2; }
    private static func type(ofAny any: Bytes) -> String? {
        var fields = ProtoFields(any)
        while let field = fields.next() {
            if field.number == 1, case .bytes(let text) = field.value { return text.text }
        }
        return nil
    }

    /// `text` in one line, not too long.
    private static func shown(_ text: String) -> String {
        let line = text.prefix(maxText).split(whereSeparator: \.isNewline).joined(separator: " ")
        return String(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.map(Character.init))
    }

    /// The URL without its query, which may hold a secret.
    private var shownURL: String { String(url.prefix { $0 != "?" }) }
}
