import OTLPOracle
import SwiftProtobuf
import Testing

@testable import Pdata

/// Editing bytes means the same as editing the messages that they say.
@Suite struct EditTests {
    static let seeds = (0..<25).map(UInt64.init)

    @Test(arguments: seeds) func traces(seed: UInt64) throws {
        try check(TracesRequest.self, .tracesRequest, seed) { value, edits in
            var index = 0
            value.editSpans { record in
                var edits = edits.record(index)
                edits.edit(&record)
                if edits.chance(6) { edits.edit(&record.scope) }
                if edits.chance(6) { edits.edit(&record.resource) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceSpans.indices {
                for s in message.resourceSpans[r].scopeSpans.indices {
                    for i in message.resourceSpans[r].scopeSpans[s].spans.indices {
                        var edits = edits.record(index)
                        edits.edit(&message.resourceSpans[r].scopeSpans[s].spans[i])
                        if edits.chance(6) { edits.edit(&message.resourceSpans[r].scopeSpans[s]) }
                        if edits.chance(6) { edits.edit(&message.resourceSpans[r]) }
                        index += 1
                    }
                }
            }
        }
    }

    @Test(arguments: seeds) func logs(seed: UInt64) throws {
        try check(LogsRequest.self, .logsRequest, seed) { value, edits in
            var index = 0
            value.editLogRecords { record in
                var edits = edits.record(index)
                edits.edit(&record)
                if edits.chance(6) { edits.edit(&record.scope) }
                if edits.chance(6) { edits.edit(&record.resource) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceLogs.indices {
                for s in message.resourceLogs[r].scopeLogs.indices {
                    for i in message.resourceLogs[r].scopeLogs[s].logRecords.indices {
                        var edits = edits.record(index)
                        edits.edit(&message.resourceLogs[r].scopeLogs[s].logRecords[i])
                        if edits.chance(6) { edits.edit(&message.resourceLogs[r].scopeLogs[s]) }
                        if edits.chance(6) { edits.edit(&message.resourceLogs[r]) }
                        index += 1
                    }
                }
            }
        }
    }

    @Test(arguments: seeds) func metrics(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, edits in
            var index = 0
            value.editMetrics { record in
                var edits = edits.record(index)
                edits.edit(&record)
                if edits.chance(6) { edits.edit(&record.scope) }
                if edits.chance(6) { edits.edit(&record.resource) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceMetrics.indices {
                for s in message.resourceMetrics[r].scopeMetrics.indices {
                    for i in message.resourceMetrics[r].scopeMetrics[s].metrics.indices {
                        var edits = edits.record(index)
                        edits.edit(&message.resourceMetrics[r].scopeMetrics[s].metrics[i])
                        if edits.chance(6) { edits.edit(&message.resourceMetrics[r].scopeMetrics[s]) }
                        if edits.chance(6) { edits.edit(&message.resourceMetrics[r]) }
                        index += 1
                    }
                }
            }
        }
    }

    @Test(arguments: seeds) func dataPoints(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, edits in
            var index = 0
            value.editDataPoints { point in
                var edits = edits.record(index)
                edits.edit(&point)
                if edits.chance(6) { edits.editOuter(&point.metric) }
                if edits.chance(6) { edits.edit(&point.scope) }
                if edits.chance(6) { edits.edit(&point.resource) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceMetrics.indices {
                for s in message.resourceMetrics[r].scopeMetrics.indices {
                    for m in message.resourceMetrics[r].scopeMetrics[s].metrics.indices {
                        for i in 0..<message.resourceMetrics[r].scopeMetrics[s].metrics[m].pointCount {
                            var edits = edits.record(index)
                            edits.editPoint(i, of: &message.resourceMetrics[r].scopeMetrics[s].metrics[m])
                            if edits.chance(6) {
                                edits.editOuter(&message.resourceMetrics[r].scopeMetrics[s].metrics[m])
                            }
                            if edits.chance(6) { edits.edit(&message.resourceMetrics[r].scopeMetrics[s]) }
                            if edits.chance(6) { edits.edit(&message.resourceMetrics[r]) }
                            index += 1
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: seeds) func resourcesAndScopes(seed: UInt64) throws {
        try check(TracesRequest.self, .tracesRequest, seed) { value, edits in
            var index = 0
            value.editResources { resource in
                var edits = edits.record(index)
                if edits.chance(2) { edits.edit(&resource) }
                index += 1
            }
            value.editScopes { scope in
                var edits = edits.record(index)
                if edits.chance(2) { edits.edit(&scope) }
                if edits.chance(4) { edits.edit(&scope.resource) }
                index += 1
            }
        } theirs: { message, edits in
            var index = 0
            for r in message.resourceSpans.indices {
                var edits = edits.record(index)
                if edits.chance(2) { edits.edit(&message.resourceSpans[r]) }
                index += 1
            }
            for r in message.resourceSpans.indices {
                for s in message.resourceSpans[r].scopeSpans.indices {
                    var edits = edits.record(index)
                    if edits.chance(2) { edits.edit(&message.resourceSpans[r].scopeSpans[s]) }
                    if edits.chance(4) { edits.edit(&message.resourceSpans[r]) }
                    index += 1
                }
            }
        }
    }

    /// Does the same edits to random telemetry, as the oracle writes it and as unusually as it can be written, here and
    /// in the oracle's messages.
    private func check<M: OracleRequest & DuplicatesKeys>(
        _ type: M.Type,
        _ id: MessageID,
        _ seed: UInt64,
        ours: (inout M.Value, Edits) -> Void,
        theirs: (inout M, Edits) -> Void
    ) throws {
        var messages = RandomMessages(seed: seed)
        var message = messages.message(type)
        message.duplicateKeys(&messages.random)
        let edits = Edits(seed: seed, keys: message.keys)
        var expected = message
        theirs(&expected, edits)
        var mutator = WireMutator(random: messages.random)
        let usual = try message.wire
        for wire in [usual, Bytes(mutator.mutate(usual.array, id))] {
            var value = try M.Value(validating: wire)
            ours(&value, edits)
            #expect(try M(wire: value.wire) == expected)
            #expect(value.itemCount == expected.itemCount)
            let again = try M.Value(validating: value.wire)
            #expect(again.wire == value.wire, "what an edit leaves is usual wire")

        }
    }
}
