import OTLPOracle
import Pdata
import Testing

/// Cutting telemetry loses nothing, and keeps every record under its headers.
@Suite struct SplitTests {
    static let seeds = (0..<15).map(UInt64.init)

    @Test(arguments: seeds) func traces(seed: UInt64) throws { try check(TracesRequest.self, seed) }
    @Test(arguments: seeds) func metrics(seed: UInt64) throws { try check(MetricsRequest.self, seed) }
    @Test(arguments: seeds) func logs(seed: UInt64) throws { try check(LogsRequest.self, seed) }

    @Test(arguments: seeds) func byBytes(seed: UInt64) throws {
        try checkBytes(TracesRequest.self, seed)
        try checkBytes(MetricsRequest.self, seed)
        try checkBytes(LogsRequest.self, seed)
    }

    private func checkBytes<M: OracleRequest>(_ type: M.Type, _ seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let requests = (0..<3).map { _ in messages.message(type) }
        let values = try requests.map { try M.Value(validating: $0.wire) }
        let value = try #require(M.Value.joined(values).first)
        for maxBytes in [1, 1000, 20_000] {
            let parts = value.split(maxBytes: maxBytes)
            let decoded = try parts.map { try M(wire: $0.wire) }
            #expect(decoded.flatMap(\.records) == requests.flatMap(\.records))
            #expect(decoded.map(\.itemCount) == parts.map(\.itemCount))
            for (part, request) in zip(parts, decoded) where part.byteCount > maxBytes {
                #expect(request.records.count <= 1, "only a record that is too big by itself exceeds the limit")
            }
            for (part, next) in zip(parts, parts.dropFirst()) {
                #expect(part.byteCount + next.byteCount > maxBytes, "parts are filled")
            }
            for part in parts {
                for segment in part.segments {
                    #expect(try M.Value(validating: segment).wire == segment, "each segment is a request by itself")
                }
            }
        }
        #expect(value.split(maxBytes: value.byteCount).count == 1)
    }

    private func check<M: OracleRequest>(_ type: M.Type, _ seed: UInt64) throws where M.Value: JoinableTelemetry {
        var messages = RandomMessages(seed: seed)
        messages.maxElements = 4
        let requests = (0..<3).map { _ in messages.message(type) }
        let value = M.Value(joining: try requests.map { try M.Value(validating: $0.wire) })
        let expected = requests.flatMap(\.records)
        for maxItems in [1, 2, 7, 50, 100_000] {
            let parts = value.split(maxItems: maxItems)
            let decoded = try parts.map { try M(wire: $0.wire) }
            #expect(decoded.flatMap(\.records) == expected)
            #expect(decoded.map(\.itemCount) == parts.map(\.itemCount))
            #expect(parts.dropLast().allSatisfy { $0.itemCount == maxItems })
            #expect(parts.allSatisfy { $0.itemCount <= maxItems })
            for part in parts {
                for segment in part.segments {
                    #expect(try M.Value(validating: segment).wire == segment, "each segment is a request by itself")
                }
            }
            let unknown = try M(wire: Bytes(parts.flatMap(\.wire.array))).unknownFields
            #expect(unknown == (try M(wire: value.wire)).unknownFields)
        }
    }
}
