internal import CollectorConfig

/// What servers' endpoints and transports have to fulfil.
enum ListenRules {
    /// The transports that a server can listen on.
    static let transports = ["tcp", "tcp4", "tcp6", "unix"]

    /// Upstream's other transports.
    private static let otherTransports = [
        "udp", "udp4", "udp6", "ip", "ip4", "ip6", "unixgram", "unixpacket", "npipe",
    ]

    /// Reports what is wrong with where a server is to listen.
    static func check(_ endpoint: String, transport: String, _ report: inout ValidationReport) {
        guard transports.contains(transport) else {
            let allowed = "allowed: \(transports.joined(separator: ", "))"
            report.error(
                "\(otherTransports.contains(transport) ? "invalid" : "unsupported") transport type \"\(transport)\"",
                at: "transport",
                fix: nearestMatch(transport, in: transports).map { "did you mean '\($0)'? \(allowed)" } ?? allowed
            )
            return
        }
        guard !endpoint.isEmpty else {
            report.error(
                "requires a non-empty \"endpoint\"",
                at: "endpoint",
                fix: "write host:port, such as localhost:4317"
            )
            return
        }
        guard transport != "unix" else {
            if endpoint.utf8.count > SocketAddress.maxUnixPath || endpoint.utf8.contains(0) {
                report.error(
                    "the path of a unix socket has at most \(SocketAddress.maxUnixPath) bytes",
                    at: "endpoint"
                )
            }
            return
        }
        do throws(NetError) {
            _ = try Endpoint(parsing: endpoint)
        } catch {
            report.error(error.description, at: "endpoint")
        }
    }
}
