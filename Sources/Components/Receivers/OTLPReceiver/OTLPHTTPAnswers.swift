internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// OTLP's answers over HTTP, in the encoding of the request.
enum OTLPHTTPAnswers {
    private static let emptyObject = Bytes(utf8: "{}")

    /// Everything was accepted: `partial_success` stays unset.
    static func success(_ encoding: OTLPEncoding) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: ["content-type": encoding.contentType],
            body: encoding == .json ? [emptyObject] : []
        )
    }

    /// A `google.rpc.Status`, with `Retry-After` where the client should wait.
    static func failure(_ status: GRPCStatus, _ encoding: OTLPEncoding) -> HTTPResponse {
        let code = httpStatus(status.code)
        var response = HTTPResponse(status: code, headers: ["content-type": encoding.contentType])
        response.body = [encoding == .json ? json(status) : status.encoded()]
        if code == 429 || code == 503, let delay = status.retryAfter {
            response.headers.append("retry-after", String(wholeSeconds(delay)))
        }
        return response
    }

    /// The HTTP status that stands for a gRPC one, by OTLP's rules for retrying.
    static func httpStatus(_ code: StatusCode) -> Int {
        switch code {
        case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss: 503
        case .resourceExhausted: 429
        case .invalidArgument: 400
        case .unauthenticated: 401
        case .permissionDenied: 403
        case .unimplemented: 404
        default: 500
        }
    }

    private static func wholeSeconds(_ delay: Duration) -> Int64 {
        let (seconds, attoseconds) = delay.components
        return max(0, attoseconds > 0 ? seconds + 1 : seconds)
    }

    private static func json(_ status: GRPCStatus) -> Bytes {
        var text = "{\"code\":\(status.code.rawValue),\"message\":\(quoted(status.message))"
        if let delay = status.retryAfter {
            let (seconds, attoseconds) = max(delay, .zero).components
            let nanoseconds = String(attoseconds / 1_000_000_000)
            let fraction = String(repeating: "0", count: 9 - nanoseconds.count) + nanoseconds
            let exact = attoseconds == 0 ? "\(seconds)s" : "\(seconds).\(fraction)s"
            text +=
                ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"\(exact)\"}]"
        }
        return Bytes(utf8: text + "}")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
