import OTLPOracle
import Testing

@testable import Pdata

/// Cutting telemetry loses nothing, and keeps every record under its headers.
@Suite struct SplitTests {
    static let seeds = (0..<15).map(UInt64.init)

    @Test(arguments: seeds, [false, true]) func traces(seed: UInt64, isUnusual: Bool) throws {
        try check(TracesRequest.self, seed, isUnusual ? .tracesRequest : nil)
    }
    @Test(arguments: seeds, [false, true]) func metrics(seed: UInt64, isUnusual: Bool) throws {
        try check(MetricsRequest.self, seed, isUnusual ? .metricsRequest : nil)
    }
    @Test(arguments: seeds, [false, true]) func logs(seed: UInt64, isUnusual: Bool) throws {
        try check(LogsRequest.self, seed, isUnusual ? .logsRequest : nil)
    }

    @Test(arguments: seeds, [false, true]) func byBytes(seed: UInt64, isUnusual: Bool) throws {
        try checkBytes(TracesRequest.self, seed, isUnusual ? .tracesRequest : nil)
        try checkBytes(MetricsRequest.self, seed, isUnusual ? .metricsRequest : nil)
        try checkBytes(LogsRequest.self, seed, isUnusual ? .logsRequest : nil)
    }

    /// The telemetry of `requests`, written as unusually as it can be when `id` says what they are.
    private func values<M: OracleRequest>(
        _ requests: [M],
        _ id: MessageID?,
        _ random: SplitMix
    ) throws -> [M.Value] {
        var mutator = WireMutator(random: random)
        return try requests.map { request in
            guard let id else { return try M.Value(validating: request.wire) }
            return try M.Value(validating: Bytes(mutator.mutate(request.wire.array, id)))
        }
    }

    private func checkBytes<M: OracleRequest>(_ type: M.Type, _ seed: UInt64, _ id: MessageID?) throws {
        var messages = RandomMessages(seed: seed)
        let requests = (0..<3).map { _ in messages.message(type) }
        let values = try values(requests, id, messages.random)
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

    private func check<M: OracleRequest>(
        _ type: M.Type,
        _ seed: UInt64,
        _ id: MessageID?
    ) throws where M.Value: JoinableTelemetry {
        var messages = RandomMessages(seed: seed)
        messages.maxElements = 4
        let requests = (0..<3).map { _ in messages.message(type) }
        let value = M.Value(joining: try values(requests, id, messages.random))
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
