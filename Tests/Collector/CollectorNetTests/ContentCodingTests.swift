import Pdata
import Testing

@testable import CollectorNet

@Suite("Content codings")
struct ContentCodingTests {
    static func telemetryLike(_ count: Int) -> Bytes {
        var generator = SplitMix64(seed: UInt64(count))
        let words = ["http.method", "GET", "service.name", "checkout", "/api/v1/cart", "200"]
        var builder = ByteBuilder()
        while builder.count < count {
            builder.append(utf8: words[Int.random(in: 0..<words.count, using: &generator)])
            builder.append(UInt8.random(in: 0...255, using: &generator))
        }
        builder.truncate(to: count)
        return builder.finish()
    }

    @Test("what is compressed comes back equal", arguments: [ContentCoding.gzip, .zlib, .deflate, .identity])
    func roundTrip(_ coding: ContentCoding) throws {
        for count in [0, 1, 17, 1000, 300_000] {
            let body = Self.telemetryLike(count)
            for level in [-5, 0, 1, 6, 12, 99] {
                let cut = [body.slice(0..<count / 3), body.slice(count / 3..<count)]
                let compressed = coding.compress(cut, level: level)
                #expect(try coding.decompress(compressed, limit: count) == body, "\(coding) \(count) \(level)")
            }
        }
    }

    @Test("real data shrinks at the default level")
    func ratio() {
        let body = Self.telemetryLike(100_000)
        #expect(ContentCoding.gzip.compress([body]).count < body.count / 2)
    }

    @Test("a bomb is refused at the limit", arguments: [ContentCoding.gzip, .zlib, .deflate])
    func bomb(_ coding: ContentCoding) {
        let bomb = coding.compress([Bytes([UInt8](repeating: 0, count: 50_000_000))], level: 12)
        #expect(bomb.count < 60_000)
        for limit in [0, 1, 1000, 20 << 20, 49_999_999] {
            #expect(throws: DecompressionError.tooLarge(limit: limit)) { try coding.decompress(bomb, limit: limit) }
        }
    }

    @Test("a gzip length that lies costs nothing and helps nobody")
    func lyingLength() throws {
        let body = Self.telemetryLike(10_000)
        var claimsMore = ContentCoding.gzip.compress([body]).array
        claimsMore[claimsMore.count - 1] = 0x7f
        #expect(throws: DecompressionError.malformed(.gzip)) {
            try ContentCoding.gzip.decompress(Bytes(claimsMore), limit: 1 << 30)
        }
    }

    @Test("gzip members are joined, and nothing else may follow")
    func members() throws {
        let parts = [5, 70_000, 0, 1].map(Self.telemetryLike)
        let stream = parts.flatMap { ContentCoding.gzip.compress([$0]).array }
        let whole = Bytes.joined(parts)
        #expect(try ContentCoding.gzip.decompress(Bytes(stream), limit: whole.count) == whole)
        #expect(throws: DecompressionError.tooLarge(limit: whole.count - 1)) {
            try ContentCoding.gzip.decompress(Bytes(stream), limit: whole.count - 1)
        }
        #expect(throws: DecompressionError.malformed(.gzip)) {
            try ContentCoding.gzip.decompress(Bytes(stream + [0]), limit: 1 << 20)
        }
    }

    @Test("bare deflate data is taken under the name deflate only")
    func bareDeflate() throws {
        // A stored block of three bytes.
        let raw = Bytes([0x01, 0x03, 0x00, 0xfc, 0xff, 0x61, 0x62, 0x63] as [UInt8])
        #expect(try ContentCoding.deflate.decompress(raw, limit: 100).text == "abc")
        #expect(throws: DecompressionError.malformed(.zlib)) { try ContentCoding.zlib.decompress(raw, limit: 100) }
    }

    @Test("damaged data is refused", arguments: [ContentCoding.gzip, .zlib, .deflate])
    func damage(_ coding: ContentCoding) {
        var generator = SplitMix64(seed: 3)
        let body = Self.telemetryLike(5000)
        let valid = coding.compress([body]).array
        #expect(throws: DecompressionError.self) { try coding.decompress(Bytes(), limit: 1 << 20) }
        for length in 0..<valid.count where length % 7 == 0 {
            #expect(throws: DecompressionError.self) {
                try coding.decompress(Bytes(valid.prefix(length)), limit: 1 << 20)
            }
        }
        for _ in 0..<2000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Header fields may change without harm; the content may not.
            if let result = try? coding.decompress(Bytes(bytes), limit: 1 << 20) { #expect(result == body) }
        }
    }

    @Test("coding names as clients write them")
    func names() {
        #expect(ContentCoding(name: "") == .identity)
        #expect(ContentCoding(name: " GZIP ") == .gzip)
        #expect(ContentCoding(name: "x-gzip") == .gzip)
        #expect(ContentCoding(name: "br") == nil)
    }
}
