/// Why text is not an endpoint of a gRPC client.
struct GRPCEndpointError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// Where a gRPC client connects to, as gRPC's libraries name it.
struct GRPCEndpoint: Sendable, Hashable {
    enum Target: Sendable, Hashable {
        case host(String, port: Int)
        case unix(path: String)
    }

    enum Scheme: Sendable, Hashable {
        case none
        case http
        case https
    }

    /// What is connected to.
    var target: Target

    /// The scheme written before it, which says whether the connection is encrypted.
    var scheme: Scheme

    /// What the server is called in `:authority`.
    var authority: String

    /// Reads `host:port`, `dns:///host:port`, `unix:path` or `unix:///path`, after an optional `http://` or `https://`.
    init(parsing text: String) throws(GRPCEndpointError) {
        var rest = text[...]
        scheme = .none
        for (prefix, scheme) in [("http://", Scheme.http), ("https://", .https)] {
            guard String(rest.prefix(prefix.count)).asciiLowercased == prefix else { continue }
            self.scheme = scheme
            rest = rest.dropFirst(prefix.count)
            if rest.last == "/" { rest.removeLast() }
            break
        }
        if rest.hasPrefix("unix:") {
            var path = rest.dropFirst("unix:".count)
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            guard !path.isEmpty else { throw GRPCEndpointError(description: "unix socket path cannot be empty") }
            guard path.utf8.count <= SocketAddress.maxUnixPath, !path.utf8.contains(0) else {
                throw GRPCEndpointError(
                    description: "the path of a unix socket has at most \(SocketAddress.maxUnixPath) bytes"
                )
            }
            target = .unix(path: String(path))
            authority = "localhost"
            return
        }
        for prefix in ["dns:///", "passthrough:///"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        if let mark = rest.firstPlace(of: "://") {
            throw GRPCEndpointError(
                description:
                    "the scheme \"\(rest[..<mark.lowerBound])\" of the endpoint is not one of dns, unix, http, https"
            )
        }
        if rest.hasPrefix("dns:") { rest = rest.dropFirst("dns:".count) }
        (target, authority) = try Self.hostAndPort(String(rest))
    }

    private static func hostAndPort(_ text: String) throws(GRPCEndpointError) -> (Target, String) {
        guard let colon = text.lastIndex(of: ":"), text.last != "]" else {
            throw GRPCEndpointError(description: "address \(text): missing port in address")
        }
        let port = text[text.index(after: colon)...]
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
            (1...65535).contains(number)
        else { throw GRPCEndpointError(description: "invalid port \"\(port)\"") }
        do throws(NetError) {
            let endpoint = try Endpoint(parsing: text)
            guard !endpoint.host.isEmpty else { return (.host("localhost", port: number), "localhost:\(number)") }
            return (.host(endpoint.host, port: number), endpoint.description)
        } catch {
            throw GRPCEndpointError(description: error.description)
        }
    }
}
