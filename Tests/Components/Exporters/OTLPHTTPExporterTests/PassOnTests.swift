import CollectorNet
import CollectorTestKit
import Pdata
import Testing

/// A request that arrived compressed goes out again in the same bytes, while it is the same request and the user asks for
/// no level.
@Suite("OTLP HTTP exporter, compressed requests", .timeLimit(.minutes(5))) struct PassOnTests {
    /// A request, and bytes that stand for it and are not those that the exporter would make.
    private func request(_ coding: ContentCoding) throws -> (Traces, CompressedForm) {
        let bytes = Traces.sample(500).segments[0]
        let packed = coding.compress([bytes], level: 12)
        try #require(packed != coding.compress([bytes]))
        let form = CompressedForm(coding, packed)
        return (try Traces(validating: bytes, from: form), form)
    }

    /// What a backend received of `data`.
    private func sent(_ data: Traces, _ settings: String) async throws -> HTTPRequest {
        let backend = Backend(codings: ["", "gzip", "zstd", "zlib"])
        try await Fixture<Traces>.with(backend, settings) { try await $0.exporter.consume(data) }
        return try #require(backend.requests.first)
    }

    @Test("the same coding: the same bytes", arguments: [ContentCoding.gzip, .zlib, .zstd])
    func sameCoding(_ coding: ContentCoding) async throws {
        let (data, form) = try request(coding)
        let received = try await sent(data, "compression: \(coding.rawValue)")
        #expect(received.compressedForm == form)
        #expect(received.body == data.segments[0])
    }

    @Test(
        "a level, another coding, none, or JSON: compressed anew",
        arguments: [
            "compression_params: {level: 6}", "compression_params: {level: -1}", "compression: zstd",
            "compression: none", "encoding: json",
        ]
    )
    func otherSettings(_ settings: String) async throws {
        let (data, form) = try request(.gzip)
        let received = try await sent(data, settings)
        #expect(received.compressedForm != form)
        let isJSON = received.headers["content-type"] == "application/json"
        let value = try isJSON ? Traces(validatingJSON: received.body) : Traces(validating: received.body)
        #expect(value.itemCount == 500)
    }

    @Test("a part of it is compressed anew")
    func changed() async throws {
        let (data, form) = try request(.gzip)
        let part = try #require(data.split(maxItems: 499).first)
        let received = try await sent(part, "compression: gzip")
        #expect(received.body == part.segments[0])
        #expect(received.compressedForm != form)
    }

    @Test("the level that the user sets is what is used")
    func levels() async throws {
        let data = Traces.sample(2000)
        var sizes: [Int] = []
        for level in [1, 9] {
            let received = try await sent(data, "compression_params: {level: \(level)}")
            sizes.append(try #require(received.compressedForm).bytes.count)
        }
        #expect(sizes[1] < sizes[0])
    }

    @Test("receivers are asked to keep what can be sent as it came")
    func announced() async throws {
        for (settings, codings) in [
            ("compression: zstd", [.zstd]), ("compression_params: {level: 1}", []), ("encoding: json", []),
            ("compression: none", []),
        ] as [(String, Set<ContentCoding>)] {
            let fixture = try await Fixture<Traces>("endpoint: \"http://localhost:1\", \(settings)")
            #expect(fixture.exporter.passedOnCodings == codings)
            try await fixture.exporter.shutdown()
        }
    }
}
