/// The addresses that an endpoint stands for, to be tried in order until one can be listened on.
enum ListenAddress {
    static func candidates(
        _ endpoint: String,
        transport: String,
        on loop: EventLoop
    ) async throws(NetError) -> [SocketAddress] {
        guard transport != "unix" else { return [try unix(endpoint)] }
        guard ["tcp", "tcp4", "tcp6", ""].contains(transport) else {
            throw NetError(
                .invalidAddress,
                "listen on \(endpoint): transport \"\(transport)\" is not tcp, tcp4, tcp6 or unix"
            )
        }
        let endpoint = try Endpoint(parsing: endpoint)
        let addresses: [SocketAddress]
        if endpoint.host.isEmpty {
            // One socket for both families where the system has IPv6, else one for IPv4.
            addresses = ["::", "0.0.0.0"].compactMap { SocketAddress(numeric: $0, port: endpoint.port) }
        } else {
            let found = try await Resolver.resolve(endpoint.host, port: endpoint.port, on: loop)
            // A name is listened on at one address: the IPv4 one, which every client tries.
            addresses = found.filter { $0.family == .ipv4 } + found.filter { $0.family != .ipv4 }
        }
        switch transport {
        case "tcp4": return addresses.filter { $0.family == .ipv4 }
        case "tcp6": return addresses.filter { $0.family == .ipv6 }
        default: return addresses
        }
    }

    private static func unix(_ path: String) throws(NetError) -> SocketAddress {
        guard !path.isEmpty, path.utf8.count <= SocketAddress.maxUnixPath, !path.utf8.contains(0) else {
            throw NetError(
                .invalidAddress,
                "listen on \"\(path)\": the path of a unix socket has 1 to \(SocketAddress.maxUnixPath) bytes"
            )
        }
        return SocketAddress(unixPath: path)
    }
}
