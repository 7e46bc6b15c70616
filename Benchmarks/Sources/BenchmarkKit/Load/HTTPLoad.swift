internal import Foundation

/// An HTTP/1.1 connection that sends one OTLP/HTTP request after the other.
final class HTTPLoad: LoadConnection {
    private let target: LoadTarget
    private let head: String
    private var transport: Transport
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 16)
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

    init(_ target: LoadTarget) throws {
        self.target = target
        let encoding = target.settings.compression == .gzip ? "Content-Encoding: gzip\r\n" : ""
        head =
            "POST \(target.signal.httpPath) HTTP/1.1\r\nHost: 127.0.0.1:\(target.port)\r\n"
            + "User-Agent: swift-ocb-bench\r\nContent-Type: application/x-protobuf\r\n\(encoding)Content-Length: "
        transport = try Self.connect(target)
    }

    deinit {
        buffer.deallocate()
        input.deallocate()
    }

    func run(_ workload: Workload, _ bodies: RequestBodies) throws -> LoadResult {
        var result = LoadResult()
        let most = head.utf8.count + 32
        buffer.deallocate()
        buffer = .allocate(byteCount: most + bodies.longest, alignment: 16)
        let body = UnsafeMutableRawBufferPointer(rebasing: buffer[most...])
        var isFresh = true
        while let ticket = workload.take() {
            if ticket.due > Clock.now { Clock.sleep(until: ticket.due) }
            let count = bodies.write(ticket.request, into: body, isFresh: isFresh)
            isFresh = false
            // The head ends where the body begins.
            let text = Array("\(head)\(count)\r\n\r\n".utf8)
            let request = UnsafeMutableRawBufferPointer(rebasing: buffer[(most - text.count)..<(most + count)])
            request.copyBytes(from: text)
            try send(UnsafeRawBufferPointer(request), ticket, &result)
        }
        return result
    }

    /// Sends the request until it is accepted or refused for good.
    private func send(_ bytes: UnsafeRawBufferPointer, _ ticket: Workload.Ticket, _ result: inout LoadResult) throws {
        while true {
            guard let answer = exchange(bytes) else {
                result.reconnects += 1
                guard result.reconnects <= 100 else {
                    throw WireFailure("the collector closed the connection 100 times")
                }
                transport = try Self.connect(target)
                continue
            }
            switch answer {
            case .accepted:
                result.latency.add(Clock.now - min(ticket.due, Clock.now))
                return target.ledger.acknowledge(request: ticket.request)
            case .refused(let pause):
                result.refused += 1
                if pause != nil { result.hinted += 1 }
                Clock.sleep(until: Clock.now + (pause ?? Answer.ownPause).nanoseconds)
            case .rejected(let message):
                result.rejected += 1
                result.rejection = result.rejection ?? message
                return
            }
        }
    }

    /// The answer to one request; nil when the connection ended before it was whole.
    private func exchange(_ request: UnsafeRawBufferPointer) -> Answer? {
        guard (try? transport.writeAll(request)) != nil else { return nil }
        var received: [UInt8] = []
        while true {
            guard case .moved(let count) = transport.read(into: input) else { return nil }
            received.append(contentsOf: input[..<count])
            guard let answer = HTTPAnswer(received) else { continue }
            if answer.closes { try? reconnect() }
            return Answer(http: answer.status, pause: answer.retryAfter)
        }
    }

    private func reconnect() throws {
        transport = try Self.connect(target)
    }

    private static func connect(_ target: LoadTarget) throws -> Transport {
        try Transport(
            Socket.connect(port: target.port, isBlocking: true),
            tls: target.settings.tls ? "http/1.1" : nil
        )
    }
}

/// An HTTP/1.1 answer that arrived whole.
struct HTTPAnswer {
    let status: Int
    private(set) var retryAfter: Double?
    private(set) var closes = false

    /// The answer in `bytes`; nil while it is not whole.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.status = status
        let body = bytes[end.upperBound...]
        var length = 0
        var isChunked = false
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            switch parts[0].lowercased() {
            case "content-length": length = Int(value) ?? 0
            case "transfer-encoding": isChunked = value.lowercased() == "chunked"
            case "retry-after": retryAfter = Double(value)
            case "connection": closes = value.lowercased() == "close"
            default: break
            }
        }
        let isWhole = isChunked ? body.ends(with: Array("0\r\n\r\n".utf8)) : body.count >= length
        guard isWhole else { return nil }
    }
}

extension Sequence<UInt8> where Self: BidirectionalCollection {
    fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
