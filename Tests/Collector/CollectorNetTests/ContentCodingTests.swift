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

    static let compressing = ContentCoding.allCases.filter { $0 != .identity }

    @Test("what is compressed comes back equal", arguments: ContentCoding.allCases)
    func roundTrip(_ coding: ContentCoding) throws {
        for count in [0, 1, 17, 1000, 65_536, 300_000] {
            let body = Self.telemetryLike(count)
            for level in [nil, -5, 0, 1, 6, 12, 99] {
                let cut = [body.slice(0..<count / 3), body.slice(count / 3..<count)]
                let compressed = coding.compress(cut, level: level)
                #expect(try coding.decompress(compressed, limit: count) == body, "\(coding) \(count)")
            }
        }
    }

    @Test("what does not shrink comes back equal", arguments: ContentCoding.allCases)
    func noise(_ coding: ContentCoding) throws {
        var generator = SplitMix64(seed: 1)
        let body = Bytes((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let compressed = coding.compress([body])
        #expect(compressed.count < body.count + 2000)
        #expect(try coding.decompress(compressed, limit: body.count) == body)
    }

    @Test("real data shrinks at the default level", arguments: compressing)
    func ratio(_ coding: ContentCoding) {
        let body = Self.telemetryLike(100_000)
        #expect(coding.compress([body]).count < body.count * 2 / 3)
    }

    @Test("a bomb is refused at the limit", arguments: compressing)
    func bomb(_ coding: ContentCoding) {
        let zeros = [UInt8](repeating: 0, count: 50_000_000).withUnsafeBytes { Bytes(copying: $0) }
        let bomb = coding.compress([zeros], level: 12)
        #expect(bomb.count < 3_000_000)
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

    @Test("other lengths that lie are refused, too")
    func otherLyingLengths() throws {
        let body = Self.telemetryLike(10_000)
        // zstd: a frame of one segment, its length in two bytes after the descriptor, 256 less.
        var zstd = ContentCoding.zstd.compress([body]).array
        try #require(zstd[4] == 0x64)
        for change in [-1, 1] as [Int8] {
            zstd[6] = UInt8(truncatingIfNeeded: Int(zstd[6]) + Int(change))
            #expect(throws: DecompressionError.malformed(.zstd)) {
                try ContentCoding.zstd.decompress(Bytes(zstd), limit: 1 << 30)
            }
            zstd[6] = UInt8(truncatingIfNeeded: Int(zstd[6]) - Int(change))
        }
        #expect(throws: DecompressionError.tooLarge(limit: 9999)) {
            try ContentCoding.zstd.decompress(Bytes(zstd), limit: 9999)
        }
        // snappy: a block of a gigabyte in nine bytes.
        let block = Bytes([0x80, 0x80, 0x80, 0x80, 0x04, 0x0c, 0x61, 0x62, 0x63] as [UInt8])
        #expect(throws: DecompressionError.malformed(.snappy)) {
            try ContentCoding.snappy.decompress(block, limit: 2 << 30)
        }
        // lz4: the length is eight bytes after the descriptor, whose checksum covers it.
        var lz4 = ContentCoding.lz4.compress([body]).array
        lz4[12] = 0x70
        #expect(throws: DecompressionError.malformed(.lz4)) {
            try ContentCoding.lz4.decompress(Bytes(lz4), limit: .max)
        }
    }

    @Test(
        "data in several parts is joined, and nothing else may follow",
        arguments: [.gzip, .zstd, .framedSnappy, .lz4] as [ContentCoding]
    )
    func members(_ coding: ContentCoding) throws {
        let parts = [5, 70_000, 0, 1].map(Self.telemetryLike)
        let stream = parts.flatMap { coding.compress([$0]).array }
        let whole = Bytes.joined(parts)
        #expect(try coding.decompress(Bytes(stream), limit: whole.count) == whole)
        #expect(throws: DecompressionError.tooLarge(limit: whole.count - 1)) {
            try coding.decompress(Bytes(stream), limit: whole.count - 1)
        }
        for garbage in [[0], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as [[UInt8]] {
            #expect(throws: DecompressionError.malformed(coding)) {
                try coding.decompress(Bytes(stream + garbage), limit: 1 << 20)
            }
        }
    }

    @Test("data in one part has nothing after it", arguments: [.zlib, .deflate, .snappy] as [ContentCoding])
    func trailing(_ coding: ContentCoding) throws {
        let body = coding.compress([Self.telemetryLike(1000)]).array
        #expect(throws: DecompressionError.malformed(coding)) {
            try coding.decompress(Bytes(body + [0]), limit: 1 << 20)
        }
    }

    @Test("only what every reader takes whole can be sent on")
    func forms() throws {
        let body = Self.telemetryLike(1000)
        for coding in Self.compressing {
            let packed = coding.compress([body])
            let undone = try coding.decompressed(packed, limit: 1000)
            #expect(undone.form == CompressedForm(coding, packed))
        }
        for coding in [ContentCoding.gzip, .zstd, .framedSnappy, .lz4] {
            let twice = Bytes(coding.compress([body]).array + coding.compress([body]).array)
            #expect(try coding.decompressed(twice, limit: 2000).form == nil, "\(coding)")
        }
        // gzip with a file name; zstd before a frame that is skipped; framed snappy with padding.
        var gzip = ContentCoding.gzip.compress([body]).array
        gzip[3] = 8
        gzip.insert(contentsOf: [0x61, 0], at: 10)
        #expect(try ContentCoding.gzip.decompressed(Bytes(gzip), limit: 1000) == Decompressed(bytes: body))
        let zstd = ContentCoding.zstd.compress([body]).array + [0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 9]
        #expect(try ContentCoding.zstd.decompressed(Bytes(zstd), limit: 1000) == Decompressed(bytes: body))
        let framed = ContentCoding.framedSnappy.compress([body]).array + [0xfe, 2, 0, 0, 0, 0]
        #expect(try ContentCoding.framedSnappy.decompressed(Bytes(framed), limit: 1000) == Decompressed(bytes: body))
    }

    @Test("a chunk of framed snappy that is too short for its checksum is refused", arguments: [0x00, 0x01] as [UInt8])
    func framedChunkWithoutChecksum(kind: UInt8) {
        let identifier: [UInt8] = [0xff, 6, 0, 0] + Array("sNaPpY".utf8)
        for length in 0..<4 {
            let body = Bytes(identifier + [kind, UInt8(length), 0, 0] + Array(repeating: 0, count: length))
            #expect(throws: DecompressionError.self) { try ContentCoding.framedSnappy.decompress(body, limit: 100) }
        }
    }

    @Test("framed data under the plain name of snappy is told by its beginning")
    func framedUnderPlainName() throws {
        let framed = ContentCoding.framedSnappy.compress([Bytes(utf8: "abc")])
        let undone = try ContentCoding.snappy.decompressed(framed, limit: 3)
        #expect(undone.bytes.text == "abc")
        #expect(undone.form?.coding == .framedSnappy)
    }

    @Test("zstd from before its format was settled is refused")
    func oldZstd() {
        // The magic number of version 0.5.
        let old = Bytes([0x25, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0] as [UInt8])
        #expect(throws: DecompressionError.malformed(.zstd)) { try ContentCoding.zstd.decompress(old, limit: 100) }
    }

    @Test("CRC-32C as published")
    func checksum() {
        // Source: RFC 3720, B.4.
        #expect(Array("123456789".utf8).withUnsafeBytes { CRC32C.checksum($0) } == 0xe306_9283)
        #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes { CRC32C.checksum($0) } == 0x8a91_36aa)
        #expect([UInt8](repeating: 255, count: 32).withUnsafeBytes { CRC32C.checksum($0) } == 0x62a8_ab43)
    }

    @Test("bare deflate data is taken under the name deflate only")
    func bareDeflate() throws {
        // A stored block of three bytes.
        let raw = Bytes([0x01, 0x03, 0x00, 0xfc, 0xff, 0x61, 0x62, 0x63] as [UInt8])
        #expect(try ContentCoding.deflate.decompress(raw, limit: 100).text == "abc")
        #expect(throws: DecompressionError.malformed(.zlib)) { try ContentCoding.zlib.decompress(raw, limit: 100) }
    }

    @Test("damaged data is refused", arguments: compressing)
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
            // Header fields may change without harm; the content may not, where there is a checksum.
            guard let result = try? coding.decompress(Bytes(bytes), limit: 1 << 20), coding != .snappy else { continue }
            // A chunk of framed snappy may become one that is skipped, whole.
            #expect(result == body || coding == .framedSnappy && result.isEmpty)
        }
    }

    @Test("coding names as clients write them")
    func names() {
        #expect(ContentCoding(name: "") == .identity)
        #expect(ContentCoding(name: " GZIP ") == .gzip)
        #expect(ContentCoding(name: "x-gzip") == .gzip)
        #expect(ContentCoding(name: "x-snappy-framed") == .framedSnappy)
        #expect(ContentCoding(name: "br") == nil)
        #expect(ContentCoding(grpcName: "snappy") == .framedSnappy)
        for coding in ContentCoding.allCases {
            #expect(ContentCoding(name: coding.rawValue) == coding)
            if let name = coding.grpcName { #expect(ContentCoding(grpcName: name) == coding) }
        }
    }
}
