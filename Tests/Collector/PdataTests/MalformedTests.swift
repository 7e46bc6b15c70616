import OTLPOracle
import Testing

@testable import Pdata

/// What is malformed is refused, with its place; nothing ever traps.
@Suite struct MalformedTests {
    /// A message with one field of `content`.
    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        var builder = ByteBuilder()
        builder.append(tag: number, .lengthDelimited)
        builder.append(varint: UInt64(content.count))
        for byte in content { builder.append(byte) }
        return builder.finish().array
    }

    private func span(_ content: [UInt8]) -> Bytes {
        Bytes(field(1, field(2, field(2, content))))
    }

    private func error(_ request: Bytes) -> WireError? {
        do throws(WireError) {
            _ = try Traces(validating: request)
            return nil
        } catch {
            return error
        }
    }

    @Test func wrongIDLengths() throws {
        for (number, length, path) in [(1, 16, "trace_id"), (2, 8, "span_id"), (4, 8, "parent_span_id")] {
            for count in 0...20 {
                let error = error(span(field(number, Array(repeating: 1, count: count))))
                if count == 0 || count == length {
                    #expect(error == nil)
                } else {
                    #expect(error?.path == "resource_spans.scope_spans.spans.\(path)")
                    #expect(error?.message == "an id has a wrong length")
                    #expect(error?.offset == 6)
                }
            }
        }
    }

    @Test func wrongLinkIDLength() {
        let error = error(span(field(13, field(2, [1]))))
        #expect(error?.path == "resource_spans.scope_spans.spans.links.span_id")
    }

    @Test func wrongWireType() {
        // The name as a varint.
        let error = error(span([0x28, 0x01]))
        #expect(error?.description == "resource_spans.scope_spans.spans.name: wrong wire type (byte 6)")
    }

    @Test func lengthBeyondParent() {
        #expect(error(Bytes([0x0A, 0x05, 0x12, 0x01]))?.message == "a length reaches beyond its message")
        #expect(error(Bytes([0x0A, 0x02, 0x12, 0x05, 0, 0, 0, 0, 0]))?.path == "resource_spans")
    }

    @Test func invalidTags() {
        for bytes: [UInt8] in [[0x00, 0x00], [0x0E, 0x00], [0x0F, 0x00], [0x0C], [0x04], [0x02, 0x00]] {
            #expect(error(Bytes(bytes)) != nil, "\(bytes)")
        }
        // Field number 2^29.
        #expect(error(Bytes([0x80, 0x80, 0x80, 0x80, 0x10, 0x00])) != nil)
    }

    @Test func overlongVarints() {
        // A kind of one in ten bytes, then one of 65 bits.
        let ten: [UInt8] = [0x30, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]
        #expect(error(span(ten)) == nil)
        #expect(error(span(ten.dropLast() + [0x02])) != nil)
        #expect(error(span(ten.dropLast() + [0x80, 0x00])) != nil)
    }

    @Test(arguments: [UInt8(0x02), 0x7F, 0x80, 0xFF]) func overlongVarintsInAttributes(last: UInt8) {
        func attribute(_ last: UInt8) -> Bytes {
            let number: [UInt8] = [0x18] + Array(repeating: 0xFF, count: 9) + [last]
            return span(field(9, field(1, [0x6E]) + field(2, number)))
        }
        #expect(error(attribute(0x01)) == nil)
        let error = error(attribute(last))
        #expect(error?.path == "resource_spans.scope_spans.spans.attributes.value")
        #expect(error?.message == "a varint is longer than 64 bits")
    }

    @Test func groups() {
        #expect(error(span([0xC3, 0x06, 0x08, 0x01, 0x13, 0x14, 0xC4, 0x06])) == nil)
        #expect(error(span([0xC3, 0x06, 0x08, 0x01])) != nil, "not closed")
        #expect(error(span([0xC3, 0x06, 0xCC, 0x06])) != nil, "closed by another number")
        #expect(error(span([0xC4, 0x06])) != nil, "not opened")
        #expect(error(span(Array(repeating: [0xC3, 0x06], count: 50_000).flatMap(\.self))) != nil, "too deep")
    }

    @Test func nesting() throws {
        func nested(_ levels: Int, map: Bool) -> [UInt8] {
            var value: [UInt8] = field(1, [0x78])
            for _ in 0..<levels {
                value = map ? field(6, field(1, field(2, value))) : field(5, field(1, value))
            }
            return field(9, field(2, value))
        }
        #expect(error(span(nested(47, map: false))) == nil)
        #expect(error(span(nested(48, map: false)))?.message == "messages lie too deep in each other")
        #expect(error(span(nested(31, map: true))) == nil)
        #expect(error(span(nested(32, map: true))) != nil)
        let tooDeep = try #require(error(span(nested(1000, map: false))))
        #expect(tooDeep.path.hasPrefix("resource_spans.scope_spans.spans.attributes.value.array_value.values"))
        // What is accepted is what the protobuf runtime accepts.
        _ = try TracesRequest(wire: span(nested(47, map: false)))
    }

    @Test(arguments: (0..<12).map(UInt64.init)) func truncatedAndMutatedBytesNeverTrap(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        messages.maxElements = 2
        let requests: [[UInt8]] = [
            try messages.message(TracesRequest.self).wire.array, try messages.message(MetricsRequest.self).wire.array,
            try messages.message(LogsRequest.self).wire.array, try messages.message(ProfilesRequest.self).wire.array,
        ]
        var random = SplitMix(seed: seed)
        for request in requests {
            for _ in 0..<12 {
                exercise(Bytes(request.prefix(Int.random(in: 0...request.count, using: &random))))
                var mutated = request
                for _ in 0...Int.random(in: 0...4, using: &random) where !mutated.isEmpty {
                    let place = Int.random(in: 0..<mutated.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: mutated[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: mutated[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                    case 2: mutated.remove(at: place)
                    default: mutated.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    }
                }
                exercise(Bytes(mutated))
            }
            exercise(Bytes((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }))
        }
    }
}
