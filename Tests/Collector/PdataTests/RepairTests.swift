import OTLPOracle
import Pdata
import Testing

/// What real senders get wrong, and what is made of it.
@Suite struct RepairTests {
    @Test func badUTF8IsRepairedAndCounted() throws {
        var request = TracesRequest()
        var span = Opentelemetry_Proto_Trace_V1_Span()
        span.name = "name-AB-CD"
        span.traceState = "€"
        span.attributes = [
            .with {
                $0.key = "k-EF"; $0.value.stringValue = "valid ä"
            }
        ]
        span.attributes += [
            .with {
                $0.key = "raw"; $0.value.bytesValue = .init([0xFF, 0xFE])
            }
        ]
        request.resourceSpans = [.with { $0.scopeSpans = [.with { $0.spans = [span] }] }]
        var wire = try request.wire.array
        func replace(_ text: String, _ bytes: [UInt8]) throws {
            let place = try #require(wire.firstRange(of: Array(text.utf8)))
            wire.replaceSubrange(place, with: bytes)
        }
        try replace("AB", [0xC3, 0x28])
        try replace("CD", [0xFF, 0xFF])
        try replace("EF", [0xE2, 0x82])

        let traces = try Traces(validating: Bytes(wire))
        #expect(traces.repairedStrings == 2)
        #expect(traces.itemCount == 1)
        span.name = "name-\u{FFFD}(-\u{FFFD}\u{FFFD}"
        span.attributes[0].key = "k-\u{FFFD}"
        request.resourceSpans[0].scopeSpans[0].spans = [span]
        #expect(try TracesRequest(wire: traces.wire) == request)
    }

    @Test func supersededScopesAreMoved() throws {
        let scope = Opentelemetry_Proto_Trace_V1_ScopeSpans.with {
            $0.scope.name = "old"
            $0.spans = [.with { $0.name = "a" }, .with { $0.name = "b" }]
        }
        let content = try scope.serializedBytes() as [UInt8]
        let resource: [UInt8] = [0xC2, 0x3E, UInt8(content.count)] + content
        let traces = try Traces(validating: Bytes([0x0A, UInt8(resource.count)] + resource))
        #expect(traces.upgradedScopes == 1)
        #expect(traces.itemCount == 2)
        #expect(try TracesRequest(wire: traces.wire).resourceSpans == [.with { $0.scopeSpans = [scope] }])
        #expect(try TracesRequest(wire: traces.wire).resourceSpans[0].unknownFields.data.isEmpty)
    }

    @Test func supersededScopesAreIgnoredBesideTheirSuccessors() throws {
        let old: [UInt8] = [0xC2, 0x3E, 0x02, 0x12, 0x00]
        let new: [UInt8] = [0x12, 0x02, 0x12, 0x00]
        let traces = try Traces(validating: Bytes([0x0A, UInt8(old.count + new.count)] + old + new))
        #expect(traces.upgradedScopes == 0)
        #expect(traces.itemCount == 1)
        #expect(traces.wire.array == [0x0A, 0x04, 0x12, 0x02, 0x12, 0x00])
    }

    @Test func malformedSupersededScopesAreRefused() {
        #expect(throws: WireError.self) { try Logs(validating: Bytes([0x0A, 0x05, 0xC2, 0x3E, 0x02, 0x12, 0x05])) }
    }
}
