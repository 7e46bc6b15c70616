import CollectorAPI

@testable import CollectorNet

/// A SOCKS5 proxy that leads every host to this machine, and notes which it was asked for.
enum SOCKSStub {
    /// A proxy that asks for `password`, such as `u:p`, if there is one, and passes bytes on when `reply` is zero.
    static func server(_ asked: Lock<[String]>, password: String? = nil, reply: UInt8 = 0) -> StubServer {
        StubServer { peer, _ in
            guard let greeting = peer.read(2), let methods = peer.read(Int(greeting[1])) else { return }
            if let password {
                guard methods.contains(2) else { return peer.write([5, 0xff]) }
                peer.write([5, 2])
                guard let user = readCounted(peer, skipping: 1), let secret = readCounted(peer) else { return }
                guard "\(user):\(secret)" == password else { return peer.write([1, 1]) }
                peer.write([1, 0])
            } else {
                peer.write([5, 0])
            }
            guard let head = peer.read(4), let host = readHost(peer, head[3]), let port = peer.read(2) else { return }
            let number = Int(port[0]) << 8 | Int(port[1])
            asked.withLock { $0.append("\(host):\(number)") }
            guard reply == 0, let server = try? ServerSocket(port: number) else {
                return peer.write([5, max(reply, 5)])
            }
            peer.write([5, 0, 0, 3, 4] + Array("here".utf8) + [0, 80])
            peer.relay(to: server)
        }
    }

    private static func readCounted(_ peer: StubPeer, skipping: Int = 0) -> String? {
        guard let head = peer.read(skipping + 1), let bytes = peer.read(Int(head[skipping])) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func readHost(_ peer: StubPeer, _ kind: UInt8) -> String? {
        switch kind {
        case 1: peer.read(4).map { $0.map { "\($0)" }.joined(separator: ".") }
        case 3: readCounted(peer)
        default: nil
        }
    }
}
