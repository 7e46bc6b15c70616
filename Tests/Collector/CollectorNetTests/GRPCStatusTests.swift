import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite("gRPC status and framing")
struct GRPCStatusTests {
    @Test("a status survives its wire form", arguments: [nil, Duration.zero, .milliseconds(1500), .seconds(30)])
    func roundTrip(_ delay: Duration?) throws {
        let status = GRPCStatus(.unavailable, "später wieder", retryAfter: delay)
        let decoded = try #require(GRPCStatus(decoding: status.encoded()))
        #expect(decoded.code == .unavailable)
        #expect(decoded.message == "später wieder")
        #expect(decoded.retryAfter == delay)
    }

    @Test("the wire form is the one that gRPC libraries send")
    func knownBytes() throws {
        // Status{code: 8, message: "full", details: [Any(RetryInfo{retry_delay: 2.5 s})]} as Python's protobuf writes it.
        let hex =
            "0808120466756c6c1a360a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e66"
            + "6f120a0a0808021080cab5ee01"
        let bytes = Bytes(
            stride(from: 0, to: hex.count, by: 2).compactMap { index in
                UInt8(hex.dropFirst(index).prefix(2), radix: 16)
            }
        )
        let status = try #require(GRPCStatus(decoding: bytes))
        #expect(status.code == .resourceExhausted)
        #expect(status.message == "full")
        #expect(status.retryAfter == .milliseconds(2500))
        #expect(GRPCStatus(.resourceExhausted, "full", retryAfter: .milliseconds(2500)).encoded() == bytes)
    }

    @Test("random bytes are a status or nil, never a trap")
    func randomBytes() {
        var generator = SplitMix64(seed: 7)
        let valid = GRPCStatus(.aborted, "text", retryAfter: .seconds(3)).encoded().array
        for _ in 0..<20_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            if let delay = GRPCStatus(decoding: Bytes(bytes))?.retryAfter { #expect(delay >= .zero) }
        }
    }

    @Test("a delay outside of protobuf's range is no delay")
    func absurdDelay() {
        let absurd: [UInt8] = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
        let info: [UInt8] = [0x0a, UInt8(absurd.count)] + absurd
        let type = Array("type.googleapis.com/google.rpc.RetryInfo".utf8)
        let any: [UInt8] = [0x0a, UInt8(type.count)] + type + [0x12, UInt8(info.count)] + info
        #expect(GRPCStatus(decoding: Bytes([0x1a, UInt8(any.count)] + any))?.retryAfter == nil)
    }

    @Test(
        "grpc-message is percent-coded",
        arguments: [
            ("plain text", "plain text"), ("100 %", "100 %25"), ("a\nb", "a%0Ab"), ("é", "%C3%A9"), ("", ""),
        ]
    )
    func messageText(_ text: String, _ coded: String) {
        #expect(GRPCMessageText.encode(text) == coded)
        #expect(GRPCMessageText.decode(coded) == text)
    }

    @Test("a broken percent code is taken as it is")
    func brokenMessageText() {
        #expect(GRPCMessageText.decode("50%") == "50%")
        #expect(GRPCMessageText.decode("%zz%4") == "%zz%4")
        #expect(GRPCMessageText.decode("%FF") == "\u{fffd}")
        #expect(GRPCMessageText.encode(String(repeating: "é", count: 5000)).utf8.count == 2048 * 3)
    }

    @Test("base64 with and without padding")
    func base64() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            #expect(Base64.encode(Array(bytes.utf8)) == text)
            #expect(Base64.decode(text) == Array(bytes.utf8))
        }
        #expect(Base64.decode("Zg==") == Array("f".utf8))
        #expect(Base64.decode("Z") == nil)
        #expect(Base64.decode("Zm9v====") == nil)
        #expect(Base64.decode("Zm-v") == nil)
    }

    private func assemble(_ bytes: [UInt8], limit: Int, step: Int) throws(GRPCStatus) -> (Bytes, Bool)? {
        var assembler = GRPCMessageAssembler(limit: limit)
        var rest = Bytes(bytes)
        while !rest.isEmpty {
            try rest.slice(0..<step).withUnsafeBytes { chunk throws(GRPCStatus) in try assembler.append(chunk) }
            rest = rest.slice(step..<max(step, rest.count))
        }
        return try assembler.finish()
    }

    @Test("a message is put together from any pieces", arguments: [1, 2, 5, 6, 100])
    func assembling(_ step: Int) throws {
        let result = try #require(try assemble([1, 0, 0, 0, 3, 7, 8, 9], limit: 3, step: step))
        #expect(result.0.array == [7, 8, 9])
        #expect(result.1)
        #expect(try assemble([], limit: 3, step: step) == nil)
        #expect(try assemble([0, 0, 0, 0, 0], limit: 3, step: step)?.0.count == 0)
    }

    @Test(
        "broken framing is refused with the code that says why",
        arguments: [
            ([2, 0, 0, 0, 0], .internal), ([0, 0, 0], .internal), ([0, 0, 0, 0, 2, 1], .internal),
            ([0, 0, 0, 0, 4], .resourceExhausted), ([0, 255, 255, 255, 255], .resourceExhausted),
            ([0, 0, 0, 0, 1, 1, 0], .unimplemented),
        ] as [([UInt8], StatusCode)]
    )
    func brokenFraming(_ bytes: [UInt8], _ code: StatusCode) {
        for step in [1, 100] {
            #expect(throws: GRPCStatus.self) { try assemble(bytes, limit: 3, step: step) }
            do throws(GRPCStatus) {
                _ = try assemble(bytes, limit: 3, step: step)
            } catch {
                #expect(error.code == code)
            }
        }
    }
}
