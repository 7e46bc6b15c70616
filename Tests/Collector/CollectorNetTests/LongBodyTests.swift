import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

/// Bodies that take long to decompress: their loops serve others meanwhile.
@Suite(.timeLimit(.minutes(5))) struct LongBodyTests {
    private static let size = 64 << 20
    private static let long = ContentCoding.gzip.compress([zeros(size)])

    private static func zeros(_ count: Int) -> Bytes {
        [UInt8](repeating: 0, count: count).withUnsafeBytes { Bytes(copying: $0) }
    }

    /// Whether others were served first in one of some attempts: on a busy machine they may be slower than the long body,
    /// but where it held up their loop, they would be each time.
    private static func succeeds(_ attempt: () async throws -> Bool) async rethrows -> Bool {
        for _ in 0..<10 where try await attempt() { return true }
        return false
    }

    /// The lengths of the messages that were handled, in their order.
    private final class Order: Sendable {
        private let lengths = Lock<[Int]>([])

        var all: [Int] { lengths.withLock { $0 } }

        func add(_ length: Int) {
            lengths.withLock { $0.append(length) }
        }
    }

    /// One more than there are loops, so that one of them has the loop of `first`.
    private static func others(_ port: Int) throws -> [ServerSocket] {
        try (0...LoopGroup.shared.loops.count).map { _ in try ServerSocket(port: port) }
    }

    @Test func othersAreServedWhileALongHTTPBodyIsDecompressed() async throws {
        #expect(try await Self.succeeds { try await Self.orderWithALongHTTPBody().last == Self.size })
    }

    private static func orderWithALongHTTPBody() async throws -> [Int] {
        let order = Order()
        try await withHTTPServer(
            { $0.maxBodySize = size },
            handler: { request in
                order.add(request.body.count)
                return HTTPResponse(status: 200, text: "")
            }
        ) { port, _ in
            let body = long.array
            let head = try await offThread {
                let first = try ServerSocket(port: port)
                let others = try others(port)
                let head =
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
                try first.send(Array(head.utf8) + body)
                for _ in 0..<2 {
                    for other in others {
                        try other.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")
                        _ = try other.receiveResponse()
                    }
                }
                return try first.receiveResponse().head
            }
            #expect(head.hasPrefix("HTTP/1.1 200"))
        }
        return order.all
    }

    @Test func othersAreServedWhileALongMessageIsDecompressed() async throws {
        #expect(try await Self.succeeds { try await Self.orderWithALongMessage() == [1, Self.size] })
    }

    private static func orderWithALongMessage() async throws -> [Int] {
        let order = Order()
        let method = GRPCMethod { request throws(GRPCStatus) in
            order.add(request.message.count)
            return Bytes()
        }
        let packed = ContentCoding.zstd.compress([zeros(size)]).array
        try await withGRPCServer(["/test.Count/Take": method], { $0.maxMessageSize = size }) { port, _ in
            let statuses = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                let extra = [("grpc-encoding", "zstd")]
                try client.call(1, "/test.Count/Take", packed, extra: extra, compressed: true)
                try client.call(3, "/test.Count/Take", [1])
                return try [3, 1].map { try client.answer($0).grpc["grpc-status"] }
            }
            #expect(statuses == ["0", "0"])
        }
        return order.all
    }

    @Test func aBodyThatIsLongerThanItSaysLeavesTheLoop() throws {
        // The length at a gzip stream's end is that of its last member.
        let short = ContentCoding.gzip.compress([Bytes(utf8: "end")])
        let long = ContentCoding.gzip.compress([Self.zeros(8 << 20)])
        let body = Bytes(long.array + short.array)
        let limit = 64 << 20
        #expect(try AdmittedDecompression.runIfShort(.gzip, body, limit: limit, nil) == nil)
        #expect(try AdmittedDecompression.runIfShort(.gzip, long, limit: limit, nil) == nil)
        #expect(try AdmittedDecompression.runIfShort(.gzip, short, limit: limit, nil)?.bytes.text == "end")
        // What no limit allows is refused at once.
        #expect(throws: AdmittedDecompression.Failure.self) {
            try AdmittedDecompression.runIfShort(.gzip, body, limit: 1000, nil)
        }
    }
}
