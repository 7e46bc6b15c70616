import Testing

@testable import CollectorNet

@Suite("SOCKS5 handshake") struct SOCKS5HandshakeTests {
    /// What this side said, and how it ended: nil while it goes on; with the bytes that were left over.
    private struct Outcome: Equatable {
        var sent: [[UInt8]] = []
        var isOpen = false
        var error: NetError?
        var left = 0
    }

    /// Gives the proxy's `answers` to a handshake, `step` bytes at a time.
    private static func run(
        _ answers: [UInt8],
        to host: String = "backend.example",
        _ credentials: String? = nil,
        step: Int = .max
    ) throws -> Outcome {
        let credentials = credentials.map { ProxyCredentials(parsing: $0[...]) }
        var handshake = try SOCKS5Handshake(to: host, port: 4318, credentials)
        var outcome = Outcome(sent: [handshake.opening])
        var rest = answers[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(step))
            rest = rest.dropFirst(step)
            var offset = 0
            taking: while true {
                do throws(NetError) {
                    switch try handshake.next(piece.span.bytes, from: &offset) {
                    case .more: break taking
                    case .send(let bytes): outcome.sent.append(bytes)
                    case .open:
                        outcome.isOpen = true
                        outcome.left = piece.count - offset + rest.count
                        return outcome
                    }
                } catch {
                    outcome.error = error
                    return outcome
                }
            }
            #expect(offset == piece.count)
        }
        return outcome
    }

    private static let name: [UInt8] = [3, 15] + Array("backend.example".utf8)
    private static let longest: [UInt8] = [3, 255] + [UInt8](repeating: 0x61, count: 255)
    private static let port: [UInt8] = [0x10, 0xde]

    @Test(
        "the proxy gets the host's name, or its address",
        arguments: [
            ("backend.example", name), ("192.0.2.7", [1, 192, 0, 2, 7]),
            ("2001:db8::9", [4, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]),
            (String(repeating: "a", count: 255), longest),
        ] as [(String, [UInt8])]
    )
    func request(_ host: String, _ address: [UInt8]) throws {
        let outcome = try Self.run([5, 0], to: host)
        #expect(outcome == Outcome(sent: [[5, 1, 0], [5, 1, 0] + address + Self.port]))
    }

    @Test("a name that cannot be sent is refused")
    func longName() {
        let error = #expect(throws: NetError.self) { try Self.run([], to: String(repeating: "a", count: 256)) }
        #expect(error?.description.contains("255 bytes") == true)
    }

    @Test("the server's first bytes are left, however the answers are cut", arguments: 1...40)
    func pieces(_ step: Int) throws {
        let bound: [[UInt8]] = [
            [1, 10, 0, 0, 1, 0, 80], [4] + [UInt8](repeating: 0, count: 18), [3, 0, 0, 80],
            [3, 255] + [UInt8](repeating: 0x62, count: 257),
        ]
        let request = [5, 1, 0] + Self.name + Self.port
        for address in bound {
            let plain = try Self.run([5, 0, 5, 0, 0] + address + [7, 8, 9], step: step)
            #expect(plain == Outcome(sent: [[5, 1, 0], request], isOpen: true, left: 3))
            let known = try Self.run([5, 2, 1, 0, 5, 0, 0] + address + [7, 8, 9], "u%40x:p%3A", step: step)
            let password: [UInt8] = [1, 3] + Array("u@x".utf8) + [2] + Array("p:".utf8)
            #expect(known == Outcome(sent: [[5, 2, 0, 2], password, request], isOpen: true, left: 3))
        }
    }

    @Test("an answer that is cut short opens nothing", arguments: 0..<14)
    func truncated(_ count: Int) throws {
        let answers: [UInt8] = [5, 2, 1, 0, 5, 0, 0, 1, 10, 0, 0, 1, 0, 80]
        let outcome = try Self.run(Array(answers.prefix(count)), "u:p")
        #expect(!outcome.isOpen)
        #expect(outcome.error == nil)
    }

    @Test("a proxy that wants no password does not get it")
    func unneeded() throws {
        #expect(try Self.run([5, 0], "u:hidden").sent == [[5, 2, 0, 2], [5, 1, 0] + Self.name + Self.port])
    }

    @Test(
        "a refusal says why",
        arguments: [
            (1, "general failure"), (2, "rules do not allow"), (3, "network unreachable"), (4, "host unreachable"),
            (5, "connection refused"), (6, "time to live"), (7, "cannot connect for others"),
            (8, "kind of address"), (9, "unknown failure 9"), (255, "unknown failure 255"),
        ] as [(UInt8, String)]
    )
    func refusal(_ code: UInt8, _ reason: String) throws {
        // Proxies close after two bytes as well as after all of them.
        let error = try #require(try Self.run([5, 0, 5, code]).error)
        #expect(error.kind == .refused)
        #expect(error.description.contains(reason))
    }

    @Test(
        "who is let in is the proxy's to say",
        arguments: [
            (nil, [5, 0xff], "write user:password@"), ("u:hidden", [5, 0xff], "no user and password"),
            ("u:hidden", [5, 2, 1, 1], "does not accept the user and password"), ("u:", [5, 2], "1 to 255 bytes"),
            (":hidden", [5, 2], "1 to 255 bytes"),
            (String(repeating: "u", count: 256) + ":hidden", [5, 2], "1 to 255 bytes"),
        ] as [(String?, [UInt8], String)]
    )
    func authentication(_ credentials: String?, _ answers: [UInt8], _ reason: String) throws {
        let error = try #require(try Self.run(answers, credentials).error)
        #expect(error.kind == .refused)
        #expect(error.description.contains(reason))
        #expect(!error.description.contains("hidden"))
    }

    @Test(
        "what is not SOCKS5 is refused",
        arguments: [
            (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), "does not speak SOCKS5"),
            ([4, 0], "does not speak SOCKS5"),
            ([5, 1], "method 1"), ([5, 2], "method 2"), ([5, 0, 4, 0], "version 4"), ([5, 0, 5, 0, 1, 1], "zero"),
            ([5, 0, 5, 0, 0, 0], "address type 0"), ([5, 0, 5, 0, 0, 255], "address type 255"),
        ] as [([UInt8], String)]
    )
    func malformed(_ answers: [UInt8], _ reason: String) throws {
        let error = try #require(try Self.run(answers).error)
        #expect(error.kind == .other)
        #expect(error.description.contains(reason))
    }

    @Test("another version of the password's check is refused")
    func passwordVersion() throws {
        #expect(try Self.run([5, 2, 5, 0], "u:p").error?.description.contains("version 5") == true)
    }

    @Test("whatever is said, the end is the same however it is cut")
    func random() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2000 {
            // Mostly bytes that mean something, so that the later states are met.
            let answers = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? [0, 1, 2, 3, 5].randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
            }
            let whole = try Self.run(answers, "u:p")
            #expect(try Self.run(answers, "u:p", step: 1) == whole)
            #expect(try Self.run(answers, "u:p", step: 3) == whole)
        }
    }
}
