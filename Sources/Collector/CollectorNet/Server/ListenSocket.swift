internal import CLibUV
internal import Glibc

/// Sockets that listen.
enum ListenSocket {
    /// A non-blocking socket that listens at `address`; the caller closes it.
    ///
    /// - Parameter isDual: whether a socket for every IPv6 address takes IPv4's clients, too.
    static func open(
        _ address: SocketAddress,
        backlog: Int32,
        endpoint: String,
        isDual: Bool
    ) throws(NetError) -> Int32 {
        let domain =
            switch address.family {
            case .ipv4: AF_INET
            case .ipv6: AF_INET6
            case .unix: AF_UNIX
            }
        let operation = "listen on \(address.description == endpoint ? endpoint : "\(endpoint) (\(address))")"
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(domain, Int32(type), 0)
        guard descriptor >= 0 else { throw NetError(errno: errno, operation) }
        do throws(NetError) {
            try bind(descriptor, to: address, isDual: isDual, operation)
            guard listen(descriptor, backlog) == 0 else { throw NetError(errno: errno, operation) }
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Where `descriptor` listens; nil for a unix socket.
    static func boundAddress(_ descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return nil }
            var length = socklen_t(bytes.count)
            guard getsockname(descriptor, base, &length) == 0 else { return nil }
            return SocketAddress(base)
        }
    }

    private static func bind(
        _ descriptor: Int32,
        to address: SocketAddress,
        isDual: Bool,
        _ operation: String
    ) throws(NetError) {
        switch address.family {
        case .ipv4:
            set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        case .ipv6:
            set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isDual && address.host == "::" ? 0 : 1)
        case .unix:
            removeIfDead(address)
        }
        let result = address.withSockAddr { Glibc.bind(descriptor, $0, $1) }
        guard result == 0 else { throw NetError(errno: errno, operation) }
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Removes the file of a unix socket on which nobody listens any more, as a process that was killed leaves it.
    private static func removeIfDead(_ address: SocketAddress) {
        var status = stat()
        guard stat(address.host, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return }
        defer { close(probe) }
        let result = address.withSockAddr { connect(probe, $0, $1) }
        if result != 0, errno == ECONNREFUSED { unlink(address.host) }
    }
}
