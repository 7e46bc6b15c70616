internal import Pdata

/// What of a response goes before its body, in any version of HTTP.
enum HTTPResponseHead {
    private static let framing: Set<String> = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "proxy-connection",
    ]

    /// The status, in the range that a final answer may have.
    static func status(of response: HTTPResponse) -> Int {
        (200...999).contains(response.status) ? response.status : 500
    }

    /// Whether a response of this status has a body, be it an empty one.
    static func mayHaveBody(_ response: HTTPResponse) -> Bool {
        response.status != 204 && response.status != 304
    }

    /// The fields that the handler gave, safe to send, and `date`; those that frame the message are the connection's.
    static func fields(of response: HTTPResponse) -> [(String, String)] {
        var fields: [(String, String)] = []
        fields.reserveCapacity(response.headers.count + 1)
        for field in response.headers.fields where !framing.contains(field.name) && isName(field.name) {
            fields.append((field.name, clean(field.value)))
        }
        if response.headers["date"] == nil { fields.append(("date", HTTPDate.now)) }
        return fields
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(HTTP1Syntax.isTokenByte)
    }

    /// A line break in a value would begin another field, or another answer.
    private static func clean(_ value: String) -> String {
        guard !value.utf8.allSatisfy(HTTP1Syntax.isFieldByte) else { return value }
        return String(decoding: value.utf8.map { HTTP1Syntax.isFieldByte($0) ? $0 : 0x20 }, as: UTF8.self)
    }
}
