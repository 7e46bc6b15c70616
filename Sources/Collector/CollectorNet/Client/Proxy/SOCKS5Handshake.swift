internal import Glibc

/// The way through a SOCKS5 proxy, which looks up the server's name itself. Source: RFC 1928; RFC 1929.
struct SOCKS5Handshake: ProxyHandshake {
    private enum Expected {
        case method
        case authentication
        case reply
        case address
        case nameLength
        case end
    }

    private static let version: UInt8 = 5
    private static let noAuthentication: UInt8 = 0
    private static let password: UInt8 = 2

    private let request: [UInt8]
    private let credentials: ProxyCredentials?
    private var expected = Expected.method
    /// The answer so far: 262 bytes at most.
    private var answer: [UInt8] = []
    /// How many bytes of the answer say what comes next.
    private var needed = 2

    /// A request for a way to `host` at `port`.
    ///
    /// - Throws: when the protocol cannot name the host.
    init(to host: String, port: Int, _ credentials: ProxyCredentials?) throws(NetError) {
        self.credentials = credentials
        guard let address = Self.address(of: host), let port = UInt16(exactly: port) else {
            throw NetError(.invalidAddress, "the host's name is longer than the 255 bytes that SOCKS5 can carry")
        }
        let connect: UInt8 = 1
        request = [Self.version, connect, 0] + address + [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
    }

    /// The kind of an address, and the address; nil for a name that is too long.
    private static func address(of host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return [1] + withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 { return [4] + withUnsafeBytes(of: &six) { Array($0) } }
        return UInt8(exactly: host.utf8.count).map { [3, $0] + Array(host.utf8) }
    }

    /// The ways in which this side can say who it is.
    var opening: [UInt8] {
        let methods = credentials == nil ? [Self.noAuthentication] : [Self.noAuthentication, Self.password]
        return [Self.version, UInt8(methods.count)] + methods
    }

    var pending: String {
        switch expected {
        case .method: "the greeting"
        case .authentication: "the user and password"
        case .reply, .address, .nameLength, .end: "the request"
        }
    }

    mutating func next(_ bytes: RawSpan, from offset: inout Int) throws(NetError) -> ProxyHandshakeStep {
        while offset < bytes.byteCount {
            let count = min(needed - answer.count, bytes.byteCount - offset)
            bytes.extracting(offset..<offset + count).withUnsafeBytes { answer.append(contentsOf: $0) }
            offset += count
            guard answer.count == needed else { return .more }
            let step = try judge()
            if step != .more { return step }
        }
        return .more
    }

    /// Reads what of the answer is there: as much as was needed.
    private mutating func judge() throws(NetError) -> ProxyHandshakeStep {
        switch expected {
        case .method: return .send(try answerToMethod())
        case .authentication:
            guard answer[0] == 1 else { throw malformed("version \(answer[0]) of the password's check") }
            guard answer[1] == 0 else { throw NetError(.refused, "it does not accept the user and password") }
            expect(.reply)
            return .send(request)
        case .reply:
            guard answer[0] == Self.version else { throw malformed("version \(answer[0])") }
            guard answer[1] == 0 else { throw NetError(.refused, "it answered: \(Self.reason(answer[1]))") }
            (expected, needed) = (.address, 4)
        case .address:
            guard answer[2] == 0 else { throw malformed("\(answer[2]) where a zero must be") }
            switch answer[3] {
            case 1: (expected, needed) = (.end, 4 + 4 + 2)
            case 4: (expected, needed) = (.end, 4 + 16 + 2)
            case 3: (expected, needed) = (.nameLength, 5)
            default: throw malformed("the address type \(answer[3])")
            }
        case .nameLength: (expected, needed) = (.end, 5 + Int(answer[4]) + 2)
        case .end: return .open
        }
        return .more
    }

    /// What follows the proxy's choice of how this side says who it is.
    private mutating func answerToMethod() throws(NetError) -> [UInt8] {
        guard answer[0] == Self.version else {
            throw NetError(.other, "it does not speak SOCKS5: its answer begins with the byte \(answer[0])")
        }
        switch (answer[1], credentials) {
        case (Self.noAuthentication, _):
            expect(.reply)
            return request
        case (Self.password, let credentials?):
            guard let user = Self.counted(credentials.user), let password = Self.counted(credentials.password) else {
                throw NetError(
                    .refused,
                    "it asks for a user and a password, each of 1 to 255 bytes, which these are not"
                )
            }
            expect(.authentication)
            return [1] + user + password
        case (0xff, nil):
            throw NetError(.refused, "it wants to know who asks: write user:password@ before its host")
        case (0xff, _): throw NetError(.refused, "it takes no user and password, and lets nobody in without")
        default: throw malformed("the authentication method \(answer[1]), which was not offered")
        }
    }

    private mutating func expect(_ next: Expected) {
        answer = []
        needed = 2
        expected = next
    }

    /// `bytes` after their number; nil where that is not of one byte, or zero.
    private static func counted(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.isEmpty ? nil : UInt8(exactly: bytes.count).map { [$0] + bytes }
    }

    private func malformed(_ what: String) -> NetError {
        NetError(.other, "its answer is malformed: \(what)")
    }

    /// What a reply other than success means.
    private static func reason(_ code: UInt8) -> String {
        switch code {
        case 1: "general failure of the proxy"
        case 2: "its rules do not allow the connection"
        case 3: "network unreachable"
        case 4: "host unreachable"
        case 5: "connection refused"
        case 6: "the connection's time to live ran out"
        case 7: "it cannot connect for others"
        case 8: "it does not take this kind of address"
        default: "unknown failure \(code)"
        }
    }
}
