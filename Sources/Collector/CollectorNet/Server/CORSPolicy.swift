/// Which web pages of other origins may call a server. Source: the Fetch standard, section 3.2.
struct CORSPolicy: Sendable {
    /// What a page may send when no headers are listed.
    private static let defaultHeaders: Set<String> = ["accept", "content-type", "x-requested-with"]

    private static let methods: Set<String> = ["GET", "POST", "HEAD"]

    private let origins: [(prefix: String, suffix: String?)]
    private let allowsEveryOrigin: Bool
    private let headers: Set<String>
    private let allowsEveryHeader: Bool
    private let exposed: String
    private let maxAge: Int

    /// A policy for `origins`, in each of which one `*` stands for anything; `maxAge` is in seconds.
    init(origins: [String], headers: [String], exposed: [String], maxAge: Int) {
        allowsEveryOrigin = origins.contains("*")
        self.origins = origins.map { origin in
            let parts = origin.asciiLowercased.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
        }
        allowsEveryHeader = headers.contains("*")
        self.headers =
            headers.isEmpty ? Self.defaultHeaders : Set(headers.map(\.asciiLowercased)).union(["origin"])
        self.exposed = exposed.joined(separator: ", ")
        self.maxAge = maxAge
    }

    /// Whether `request` asks what is allowed, and is no call itself.
    func isPreflight(_ request: HTTPRequest) -> Bool {
        request.method == "OPTIONS" && request.headers["access-control-request-method"] != nil
    }

    /// The answer to a preflight: it says nothing where the page may not call.
    func preflight(_ request: HTTPRequest) -> HTTPResponse {
        var answer = HTTPResponse(status: 204)
        answer.headers.append("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        let method = request.headers["access-control-request-method"] ?? ""
        let wanted = request.headers.tokens("access-control-request-headers")
        guard let origin = allowed(request), Self.methods.contains(method),
            allowsEveryHeader || wanted.allSatisfy(headers.contains)
        else { return answer }
        answer.headers.append("access-control-allow-origin", origin)
        answer.headers.append("access-control-allow-methods", method)
        if !wanted.isEmpty { answer.headers.append("access-control-allow-headers", wanted.joined(separator: ", ")) }
        answer.headers.append("access-control-allow-credentials", "true")
        if maxAge > 0 { answer.headers.append("access-control-max-age", String(maxAge)) }
        return answer
    }

    /// Adds to an answer that the page may read it.
    func addHeaders(to response: inout HTTPResponse, for request: HTTPRequest) {
        response.headers.append("vary", "Origin")
        guard let origin = allowed(request) else { return }
        response.headers.append("access-control-allow-origin", origin)
        if !exposed.isEmpty { response.headers.append("access-control-expose-headers", exposed) }
        response.headers.append("access-control-allow-credentials", "true")
    }

    /// What the answer names as allowed origin; nil when the request's is not.
    private func allowed(_ request: HTTPRequest) -> String? {
        guard let origin = request.headers["origin"], !origin.isEmpty else { return nil }
        if allowsEveryOrigin { return "*" }
        let lowered = origin.asciiLowercased
        let matches = origins.contains { prefix, suffix in
            guard let suffix else { return lowered == prefix }
            return lowered.utf8.count >= prefix.utf8.count + suffix.utf8.count && lowered.hasPrefix(prefix)
                && lowered.hasSuffix(suffix)
        }
        return matches ? origin : nil
    }
}
