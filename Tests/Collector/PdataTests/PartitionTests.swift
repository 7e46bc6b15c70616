import Foundation
import OTLPOracle
import Testing

@testable import Pdata

/// Sorting records by a key means the same for bytes as for the messages that they say: each part holds the records of
/// its key, in order, under the headers that they had.
@Suite struct PartitionTests {
    static let seeds = (0..<10).map(UInt64.init)

    /// What records are sorted by.
    enum Rule: CaseIterable {
        case one, two, many, each
        case byAttributes, byResource

        func key(_ record: RecordTraits, _ seed: UInt64) -> Int {
            var random = SplitMix(seed: seed &+ UInt64(record.index) &* 7919)
            return switch self {
            case .one: 0
            case .two: Int.random(in: 0..<2, using: &random)
            case .many: Int.random(in: 0..<7, using: &random)
            case .each: record.index
            case .byAttributes: record.attributes
            case .byResource: record.resource
            }
        }
    }

    @Test(arguments: seeds) func spans(seed: UInt64) throws {
        try check(TracesRequest.self, .tracesRequest, seed) { value, key in
            var index = 0
            return value.partitionSpans { entry in
                defer { index += 1 }
                return key(
                    RecordTraits(
                        index: index,
                        attributes: entry.span.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, isKept in
            message.keepSpans(.empty) { record, _ in isKept(record) }
        }
    }

    @Test(arguments: seeds) func logRecords(seed: UInt64) throws {
        try check(LogsRequest.self, .logsRequest, seed) { value, key in
            var index = 0
            return value.partitionLogRecords { entry in
                defer { index += 1 }
                return key(
                    RecordTraits(
                        index: index,
                        attributes: entry.logRecord.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, isKept in
            message.keepLogRecords(.empty, where: isKept)
        }
    }

    @Test(arguments: seeds) func metrics(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, key in
            var index = 0
            return value.partitionMetrics { entry in
                defer { index += 1 }
                return key(
                    RecordTraits(
                        index: index,
                        attributes: entry.metric.metadata.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, isKept in
            message.keepMetrics(.empty, where: isKept)
        }
    }

    @Test(arguments: seeds) func dataPoints(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, key in
            var index = 0
            return value.partitionDataPoints { entry in
                defer { index += 1 }
                return key(
                    RecordTraits(
                        index: index,
                        attributes: entry.dataPoint.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, isKept in
            message.keepDataPoints(.empty, where: isKept)
        }
    }

    @Test(arguments: seeds) func resources(seed: UInt64) throws {
        func traits(_ index: Int, _ attributes: Int) -> RecordTraits {
            RecordTraits(index: index, attributes: attributes, scope: 0, resource: attributes)
        }
        try check(TracesRequest.self, .tracesRequest, seed) { value, key in
            var index = -1
            return value.partitionResources { entry in
                index += 1
                return key(traits(index, entry.resource.attributes.count))
            }
        } theirs: { message, isKept in
            message.resourceSpans = message.resourceSpans.enumerated()
                .filter { isKept(traits($0.offset, $0.element.resource.attributes.count)) }.map(\.element)
        }
        try check(LogsRequest.self, .logsRequest, seed) { value, key in
            var index = -1
            return value.partitionResources { entry in
                index += 1
                return key(traits(index, entry.resource.attributes.count))
            }
        } theirs: { message, isKept in
            message.resourceLogs = message.resourceLogs.enumerated()
                .filter { isKept(traits($0.offset, $0.element.resource.attributes.count)) }.map(\.element)
        }
        try check(MetricsRequest.self, .metricsRequest, seed) { value, key in
            var index = -1
            return value.partitionResources { entry in
                index += 1
                return key(traits(index, entry.resource.attributes.count))
            }
        } theirs: { message, isKept in
            message.resourceMetrics = message.resourceMetrics.enumerated()
                .filter { isKept(traits($0.offset, $0.element.resource.attributes.count)) }.map(\.element)
        }
    }

    @Test(arguments: seeds) func traceIDs(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        messages.maxMessages = 300
        var message = messages.message(TracesRequest.self)
        for r in message.resourceSpans.indices {
            for s in message.resourceSpans[r].scopeSpans.indices {
                for i in message.resourceSpans[r].scopeSpans[s].spans.indices {
                    let number = UInt8.random(in: 0..<4, using: &messages.random)
                    message.resourceSpans[r].scopeSpans[s].spans[i].traceID =
                        number == 0 ? Data() : Data(repeating: number, count: 16)
                }
            }
        }
        var mutator = WireMutator(random: messages.random)
        for wire in try [message.wire, Bytes(mutator.mutate(message.wire.array, .tracesRequest))] {
            let parts = try Traces(validating: wire).partitionByTraceID()
            #expect(Set(parts.map(\.key)).count == parts.count)
            #expect(parts.map(\.data.itemCount).reduce(0, +) == message.itemCount)
            for (index, part) in parts.enumerated() where parts.count > 1 {
                let id = part.key.isEmpty ? Data() : Data(repeating: UInt8(part.key.low & 0xFF), count: 16)
                var expected = message
                expected.keepSpans(.empty) { _, span in span.traceID == id }
                if index > 0 { expected.unknownFields = .init() }
                #expect(try TracesRequest(wire: part.data.wire) == expected)
            }
        }
    }

    /// Sorts random telemetry, as the oracle writes it, as unusually as it can be written, and as several requests, and
    /// the oracle's messages by the same keys.
    private func check<M: OracleRequest>(
        _ type: M.Type,
        _ id: MessageID,
        _ seed: UInt64,
        ours: (M.Value, (RecordTraits) -> Int) -> [(key: Int, data: M.Value)],
        theirs: (inout M, (RecordTraits) -> Bool) -> Void
    ) throws where M.Value: JoinableTelemetry {
        var messages = RandomMessages(seed: seed)
        let requests = (0..<2).map { _ in messages.message(type) }
        let message = try M(wire: Bytes(requests.flatMap { try $0.wire.array }))
        var mutator = WireMutator(random: messages.random)
        let values = try [
            M.Value(validating: message.wire),
            M.Value(validating: Bytes(mutator.mutate(message.wire.array, id))),
            M.Value(joining: requests.map { try M.Value(validating: Bytes(mutator.mutate($0.wire.array, id))) }),
        ]
        for rule in Rule.allCases {
            var keys: [Int] = []
            var all = message
            theirs(&all) { record in
                let key = rule.key(record, seed)
                if !keys.contains(key) { keys.append(key) }
                return true
            }
            for value in values {
                let parts = ours(value) { rule.key($0, seed) }
                #expect(parts.map(\.key) == keys)
                for (index, part) in parts.enumerated() {
                    var expected = message
                    if parts.count > 1 { theirs(&expected) { rule.key($0, seed) == part.key } }
                    // What belongs to no resource is in the first part.
                    if index > 0 { expected.unknownFields = .init() }
                    try #require(try M(wire: part.data.wire) == expected, "\(rule)")
                    #expect(part.data.itemCount == expected.itemCount)
                    for segment in part.data.segments {
                        #expect(try M.Value(validating: segment).wire == segment, "a part is usual wire")
                    }
                }
            }
        }
    }
}
