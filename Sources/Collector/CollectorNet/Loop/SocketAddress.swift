internal import CLibUV
internal import Glibc

/// Where a socket listens or connects to: a numeric address with a port, or the path of a unix socket.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address family.
    enum Family: Sendable {
        case ipv4
        case ipv6
        case unix
    }

    let family: Family

    /// The numeric address, such as `127.0.0.1` or `::1`; the path of a unix socket.
    public let host: String

    /// The port; 0 for a unix socket.
    public let port: Int

    /// The unix socket at `path`.
    init(unixPath path: String) {
        family = .unix
        host = path
        port = 0
    }

    /// The numeric address `host` with `port`; nil when `host` is a name.
    init?(numeric host: String, port: Int) {
        guard (0...65535).contains(port) else { return nil }
        var storage = sockaddr_storage()
        let parsed = withUnsafeMutableBytes(of: &storage) { bytes -> Family? in
            guard let base = bytes.baseAddress else { return nil }
            if uv_ip4_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in.self)) == 0 { return .ipv4 }
            if uv_ip6_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in6.self)) == 0 { return .ipv6 }
            return nil
        }
        guard let parsed else { return nil }
        family = parsed
        self.host = host
        self.port = port
    }

    /// The address that the system wrote into `address`; nil when its family is another one.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            family = .ipv4
            port = Int(UInt16(bigEndian: raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port))
        case AF_INET6:
            family = .ipv6
            port = Int(UInt16(bigEndian: raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port))
        default: return nil
        }
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer -> String? in
            guard let base = buffer.baseAddress, uv_ip_name(address, base, buffer.count) == 0 else { return nil }
            return String(cString: base)
        }
        guard let text else { return nil }
        // An IPv4 peer of a socket that serves both families.
        host = text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }

    /// `127.0.0.1:4317`, `[::1]:4317` or a path.
    public var description: String {
        switch family {
        case .ipv4: "\(host):\(port)"
        case .ipv6: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix: host
        }
    }

    /// Calls `body` with the address as the system takes it.
    func withSockAddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        return withUnsafeMutableBytes(of: &storage) { bytes in
            // Never empty: it is as long as a sockaddr_storage.
            let base = bytes.baseAddress.unsafelyUnwrapped
            let length: socklen_t
            switch family {
            case .ipv4:
                uv_ip4_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in.self))
                length = socklen_t(MemoryLayout<sockaddr_in>.size)
            case .ipv6:
                uv_ip6_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in6.self))
                length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            case .unix:
                length = Self.writeUnix(host, to: bytes)
            }
            return body(UnsafePointer(base.assumingMemoryBound(to: sockaddr.self)), length)
        }
    }

    /// The longest path that a unix socket can have.
    static let maxUnixPath = MemoryLayout<sockaddr_un>.size - 3

    private static func writeUnix(_ path: String, to bytes: UnsafeMutableRawBufferPointer) -> socklen_t {
        bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
        let name = Array(path.utf8.prefix(maxUnixPath))
        for (index, byte) in name.enumerated() { bytes[2 + index] = byte }
        // An abstract socket, spelled `@name`, has a zero byte there and no terminator.
        if name.first == UInt8(ascii: "@") {
            bytes[2] = 0
            return socklen_t(2 + name.count)
        }
        return socklen_t(3 + name.count)
    }
}
