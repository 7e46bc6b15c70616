import CollectorAPI
import Dispatch
import Fuzzing
import Glibc
import Pdata
import Synchronization

@testable import CollectorNet

/// Answers a gRPC call by the input, and waits until the call has ended.
///
/// The first byte chooses what is said before the input: nothing, or a server's settings; and how it is cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let flags = input.byte()
    var pieces: [[UInt8]] = flags & 1 == 0 ? [] : [[0, 0, 0, 4, 0, 0, 0, 0, 0]]
    // In pieces, so that frames are cut.
    let step = flags & 2 == 0 ? Int.max : Int(flags >> 2) + 1
    while !input.rest.isEmpty { pieces.append(Array(input.take(step))) }
    Backend.shared.answer(by: pieces)

    let settings = GRPCClientSettings(endpoint: "unix://\(Backend.shared.path)", insecure: true)
    let client = GRPCClient(settings, logger: Logger(Silence())) { options in
        options.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1))
    }
    let ended = DispatchSemaphore(value: 0)
    Task {
        // A call of some frames, so that windows and resets meet it half sent.
        _ = try? await client.unary("/a/b", [Bytes([UInt8](repeating: 7, count: 40_000))], timeout: .seconds(5))
        await client.shutdown()
        ended.signal()
    }
    require(ended.wait(timeout: .now() + 10) == .success, "the call does not end")
    return 0
}

/// Gives the first connection of a run its answer, and ends the others.
private final class Backend: Sendable {
    static let shared = Backend()

    let path: String
    private let answer = Mutex<[[UInt8]]?>(nil)

    private init() {
        path = "/tmp/swift-ocb-fuzz-client-\(getpid())"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        require(result == 0 && listen(listener, 128) == 0, "no socket for the backend")
        DispatchQueue.global().async {
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { continue }
                self.serve(peer)
                close(peer)
            }
        }
    }

    func answer(by pieces: [[UInt8]]) {
        answer.withLock { $0 = pieces }
    }

    private func serve(_ peer: Int32) {
        let pieces = answer.withLock { answer in
            defer { answer = nil }
            return answer
        }
        guard let pieces else { return }
        // The call's stream is there before its answer.
        var buffer = [UInt8](repeating: 0, count: 1024)
        guard recv(peer, &buffer, buffer.count, 0) > 0 else { return }
        for piece in pieces { _ = send(peer, piece, piece.count, Int32(MSG_NOSIGNAL)) }
        shutdown(peer, Int32(SHUT_WR))
        while recv(peer, &buffer, buffer.count, 0) > 0 {}
    }
}

private struct Silence: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}
