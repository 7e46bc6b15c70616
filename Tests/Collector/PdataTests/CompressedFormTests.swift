import OTLPOracle
import Pdata
import Testing

/// The compressed bytes of a request stay with it exactly as long as it is that request.
@Suite struct CompressedFormTests {
    private let form = CompressedForm(.gzip, Bytes([1, 2, 3] as [UInt8]))

    private func request(_ seed: UInt64 = 1) -> TracesRequest {
        var messages = RandomMessages(seed: seed)
        messages.maxElements = 4
        return messages.message(TracesRequest.self)
    }

    @Test func staysWhileNothingChanges() throws {
        let value = try Traces(validating: request().wire, from: form)
        #expect(value.compressedForm == form)
        #expect(Traces.joined([value]).map(\.compressedForm) == [form])
        #expect(value.split(maxItems: value.itemCount).map(\.compressedForm) == [form])
        #expect(try Traces(validating: request().wire).compressedForm == nil)
    }

    @Test func goesWithEveryChange() throws {
        let value = try Traces(validating: request().wire, from: form)
        try #require(value.itemCount > 1)
        #expect(Traces(joining: [value, value]).compressedForm == nil)
        #expect(value.split(maxItems: 1).allSatisfy { $0.compressedForm == nil })
        #expect(value.withoutCompressedForm.compressedForm == nil)
        #expect(value.withoutCompressedForm.segments == value.segments)
    }

    @Test func goesWithAnEditAndStaysWithoutOne() throws {
        var value = try Traces(validating: request().wire, from: form)
        value.editSpans { _ in }
        #expect(value.compressedForm == form)
        var count = 0
        value.editSpans { span in
            if count == 0 { span.name = "another name than before" }
            count += 1
        }
        #expect(value.compressedForm == nil)
    }

    @Test func doesNotOutliveARepair() throws {
        // A resource with an attribute whose key is not UTF-8, and one span.
        let key: [UInt8] = [0x0a, 2, 0xff, 0xfe]
        let resource: [UInt8] = [0x0a, UInt8(key.count)] + key
        let scoped: [UInt8] = [0x12, 2, 0x12, 0]
        let inner = [0x0a, UInt8(resource.count)] + resource + scoped
        let value = try Traces(validating: Bytes([0x0a, UInt8(inner.count)] + inner), from: form)
        #expect(value.repairedStrings == 1)
        #expect(value.itemCount == 1)
        #expect(value.compressedForm == nil)
    }
}
