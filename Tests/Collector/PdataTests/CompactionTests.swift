import Foundation
import OTLPOracle
import Testing

@testable import Pdata

/// Compacting means the same for bytes as for the messages that they say: each record is there, under the headers that it
/// had, which occur once.
@Suite struct CompactionTests {
    static let seeds = (0..<10).map(UInt64.init)

    @Test(arguments: seeds) func spans(seed: UInt64) throws {
        try check(TracesRequest.self, .tracesRequest, seed) {
            $0.compacted()
        } settle: { message in
            for r in message.resourceSpans.indices {
                message.resourceSpans[r].resource.droppedAttributesCount = 0
                for s in message.resourceSpans[r].scopeSpans.indices {
                    message.resourceSpans[r].scopeSpans[s].scope.droppedAttributesCount = 0
                }
            }
        }
    }

    @Test(arguments: seeds) func logRecords(seed: UInt64) throws {
        try check(LogsRequest.self, .logsRequest, seed) {
            $0.compacted()
        } settle: { message in
            for r in message.resourceLogs.indices {
                message.resourceLogs[r].resource.droppedAttributesCount = 0
                for s in message.resourceLogs[r].scopeLogs.indices {
                    message.resourceLogs[r].scopeLogs[s].scope.droppedAttributesCount = 0
                }
            }
        }
    }

    @Test(arguments: seeds) func dataPoints(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) {
            $0.compacted()
        } settle: { message in
            for r in message.resourceMetrics.indices {
                message.resourceMetrics[r].resource.droppedAttributesCount = 0
                for s in message.resourceMetrics[r].scopeMetrics.indices {
                    message.resourceMetrics[r].scopeMetrics[s].scope.droppedAttributesCount = 0
                }
            }
        }
    }

    /// - Parameter settle: makes of headers that count as equal ones that are equal.
    private func check<M: OracleRequest>(
        _ type: M.Type,
        _ id: MessageID,
        _ seed: UInt64,
        compact: (M.Value) -> M.Value,
        settle: (inout M) -> Void
    ) throws where M.Value: JoinableTelemetry {
        var messages = RandomMessages(seed: seed)
        var requests = (0..<2).map { _ in messages.message(type) }
        for index in requests.indices { settle(&requests[index]) }
        requests.append(requests[0])
        let message = try M(wire: Bytes(requests.flatMap { try $0.wire.array }))
        let expected = Self.grouped(message.records, by: 0)
        var mutator = WireMutator(random: messages.random)
        let values = try [
            M.Value(validating: message.wire),
            M.Value(validating: Bytes(mutator.mutate(message.wire.array, id))),
            M.Value(joining: requests.map { try M.Value(validating: Bytes(mutator.mutate($0.wire.array, id))) }),
        ]
        for (index, value) in values.enumerated() {
            let compacted = compact(value)
            let found = try M(wire: compacted.wire)
            if index == 0 {
                #expect(found.records == expected)
            } else {
                // Headers that are written unusually may stay apart.
                #expect(Self.counts(found.records) == Self.counts(expected))
            }
            #expect(compacted.itemCount == message.itemCount)
            for segment in compacted.segments {
                #expect(try M.Value(validating: segment).wire == segment, "compacted telemetry is usual wire")
            }
            let again = compact(compacted)
            #expect(
                again.segments.map { $0.withUnsafeBytes(\.baseAddress) }
                    == compacted.segments.map { $0.withUnsafeBytes(\.baseAddress) }
            )
        }
    }

    private static func counts(_ records: [[AnyHashable]]) -> [[AnyHashable]: Int] {
        records.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// `records`, those with the same header next to each other, where the first one is.
    private static func grouped(_ records: [[AnyHashable]], by header: Int) -> [[AnyHashable]] {
        guard let count = records.first?.count, header < count - 1 else { return records }
        var headers: [AnyHashable] = []
        for record in records where !headers.contains(record[header]) { headers.append(record[header]) }
        return headers.flatMap { value in
            grouped(records.filter { $0[header] == value }, by: header + 1)
        }
    }

    private func request(_ resources: [(attributes: [(String, Int64)], dropped: UInt32, schema: String)]) throws -> Logs
    {
        let message = LogsRequest.with {
            $0.resourceLogs = resources.map { resource in
                .with {
                    $0.schemaURL = resource.schema
                    $0.resource.droppedAttributesCount = resource.dropped
                    $0.resource.attributes = resource.attributes.map { key, value in
                        .with {
                            $0.key = key
                            $0.value.intValue = value
                        }
                    }
                    $0.scopeLogs = [.with { $0.logRecords = [.with { $0.timeUnixNano = 1 }] }]
                }
            }
        }
        return try Logs(validating: message.wire)
    }

    @Test func tellsWhatIsEqual() throws {
        func count(_ resources: [(attributes: [(String, Int64)], dropped: UInt32, schema: String)]) throws -> Int {
            try request(resources).compacted().resourceCount
        }
        #expect(try count([([("a", 1), ("b", 2)], 0, ""), ([("b", 2), ("a", 1)], 3, "")]) == 1)
        #expect(try count([([("a", 1)], 0, ""), ([("a", 2)], 0, "")]) == 2)
        #expect(try count([([("a", 1)], 0, ""), ([("a", 1)], 0, "https://x")]) == 2)
        #expect(try count([([("a", 0)], 0, ""), ([], 0, "")]) == 2)
    }

    @Test func leavesOutWhatIsEmpty() throws {
        let empty = LogsRequest.with { $0.resourceLogs = [.with { $0.scopeLogs = [.with { $0.schemaURL = "x" }] }] }
        #expect(try Logs(validating: empty.wire).compacted().segments.isEmpty)
        let metrics = MetricsRequest.with {
            $0.resourceMetrics = [
                .with {
                    $0.scopeMetrics = [.with { $0.metrics = [.with { $0.name = "a" }, .with { $0.name = "a" }] }]
                },
                .with { $0.scopeMetrics = [] },
            ]
        }
        let compacted = try MetricsRequest(wire: Metrics(validating: metrics.wire).compacted().wire)
        #expect(compacted.resourceMetrics == [metrics.resourceMetrics[0]])
    }
}
