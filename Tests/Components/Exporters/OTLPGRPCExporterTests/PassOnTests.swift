import CollectorNet
import CollectorTestKit
import Pdata
import Testing

/// A request that arrived compressed goes out again in the same bytes, while it is the same request.
@Suite("OTLP gRPC exporter, compressed requests", .timeLimit(.minutes(5))) struct PassOnTests {
    /// A request, and bytes that stand for it and are not those that the exporter would make.
    private func request(_ coding: ContentCoding) throws -> (Traces, CompressedForm) {
        let bytes = Traces.sample(500).segments[0]
        let packed: Bytes
        if coding == .framedSnappy {
            // Two chunks where one would do; the second stream's identifier is left out.
            let parts = [bytes.slice(0..<100), bytes.slice(100..<bytes.count)].map { coding.compress([$0]).array }
            packed = Bytes(parts[0] + parts[1].dropFirst(10))
        } else {
            packed = coding.compress([bytes], level: 12)
        }
        try #require(packed != coding.compress([bytes]))
        try #require(try coding.decompress(packed, limit: bytes.count) == bytes)
        let form = CompressedForm(coding, packed)
        return (try Traces(validating: bytes, from: form), form)
    }

    /// What `backend` received of `data`.
    private func sent(_ data: Traces, _ compression: String) async throws -> Backend.Call {
        let backend = Backend()
        let fixture = try await Fixture<Traces>.sending(to: try await backend.start(), "compression: \(compression)")
        try await fixture.exporter.consume(data)
        try await fixture.exporter.shutdown()
        await backend.stop()
        return try #require(backend.calls.first)
    }

    @Test(
        "the same coding: the same bytes",
        arguments: [("gzip", ContentCoding.gzip), ("snappy", .framedSnappy), ("zstd", .zstd)]
    )
    func sameCoding(_ name: String, _ coding: ContentCoding) async throws {
        let (data, form) = try request(coding)
        let call = try await sent(data, name)
        #expect(call.compressedForm == form)
        #expect(call.message == data.segments[0])
        #expect(call.metadata["grpc-encoding"] == name)
    }

    @Test("another coding, or none: what was asked for")
    func otherCoding() async throws {
        let (data, form) = try request(.gzip)
        let zstd = try await sent(data, "zstd")
        #expect(zstd.compressedForm?.coding == .zstd)
        #expect(zstd.message == data.segments[0])
        let plain = try await sent(data, "none")
        #expect(plain.compressedForm == nil)
        #expect(plain.message == data.segments[0])
        #expect(form.coding == .gzip)
    }

    @Test("a part or a joint of it is compressed anew")
    func changed() async throws {
        let (data, form) = try request(.gzip)
        let part = try #require(data.split(maxItems: 499).first)
        let call = try await sent(part, "gzip")
        #expect(call.message == part.segments[0])
        #expect(call.compressedForm != form)
        let joint = try await sent(Traces(joining: [data, data]), "gzip")
        #expect(joint.message.count == data.byteCount * 2)
    }

    @Test("receivers are asked to keep what can be sent as it came")
    func announced() async throws {
        for (name, codings) in [("gzip", [.gzip]), ("snappy", [.framedSnappy]), ("none", [])]
            as [(String, Set<ContentCoding>)]
        {
            let fixture = try await Fixture<Traces>("endpoint: \"http://localhost:1\", compression: \(name)")
            #expect(fixture.exporter.passedOnCodings == codings)
            try await fixture.exporter.shutdown()
        }
    }
}
