import OTLPOracle
import Testing

@testable import Pdata

/// Removing records from bytes means the same as removing them from the messages that the bytes say.
@Suite struct RemovalTests {
    static let seeds = (0..<10).map(UInt64.init)

    /// Which records are removed.
    enum Rule: CaseIterable {
        case none, all, few, half, most
        case byAttributes, byScope, byResource

        func removes(_ record: RecordTraits, _ seed: UInt64) -> Bool {
            var random = SplitMix(seed: seed &+ UInt64(record.index) &* 7919)
            return switch self {
            case .none: false
            case .all: true
            case .few: random.oneIn(10)
            case .half: random.oneIn(2)
            case .most: !random.oneIn(10)
            case .byAttributes: record.attributes % 2 == 0
            case .byScope: record.scope % 2 == 0
            case .byResource: record.resource % 2 == 0
            }
        }
    }

    @Test(arguments: seeds) func spans(seed: UInt64) throws {
        try check(TracesRequest.self, .tracesRequest, seed) { value, removes in
            var index = 0
            value.removeSpans { entry in
                defer { index += 1 }
                return removes(
                    RecordTraits(
                        index: index,
                        attributes: entry.span.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, removes in
            message.keepSpans(.emptied) { record, _ in !removes(record) }
        }
    }

    @Test(arguments: seeds) func logRecords(seed: UInt64) throws {
        try check(LogsRequest.self, .logsRequest, seed) { value, removes in
            var index = 0
            value.removeLogRecords { entry in
                defer { index += 1 }
                return removes(
                    RecordTraits(
                        index: index,
                        attributes: entry.logRecord.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, removes in
            message.keepLogRecords(.emptied) { !removes($0) }
        }
    }

    @Test(arguments: seeds) func metrics(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, removes in
            var index = 0
            value.removeMetrics { entry in
                defer { index += 1 }
                return removes(
                    RecordTraits(
                        index: index,
                        attributes: entry.metric.metadata.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, removes in
            message.keepMetrics(.emptied) { !removes($0) }
        }
    }

    @Test(arguments: seeds) func dataPoints(seed: UInt64) throws {
        try check(MetricsRequest.self, .metricsRequest, seed) { value, removes in
            var index = 0
            value.removeDataPoints { entry in
                defer { index += 1 }
                return removes(
                    RecordTraits(
                        index: index,
                        attributes: entry.dataPoint.attributes.count,
                        scope: entry.scope.attributes.count,
                        resource: entry.resource.attributes.count
                    )
                )
            }
        } theirs: { message, removes in
            message.keepDataPoints(.emptied) { !removes($0) }
        }
    }

    @Test func whatIsNotRemovedKeepsItsStorage() throws {
        var messages = RandomMessages(seed: 1)
        var value = try Traces(validating: messages.message(TracesRequest.self).wire)
        let storage = value.segments[0].storage
        value.removeSpans { _ in false }
        #expect(value.segments[0].storage === storage)
        struct Failure: Error {}
        var index = 0
        #expect(throws: Failure.self) {
            try value.removeSpans { _ throws(Failure) in
                index += 1
                if index == 2 { throw Failure() }
                return true
            }
        }
        #expect(value.segments[0].storage === storage, "a condition that fails leaves everything")
    }

    /// Removes the same records from random telemetry, as the oracle writes it, as unusually as it can be written, and
    /// as several requests, here and from the oracle's messages.
    private func check<M: OracleRequest>(
        _ type: M.Type,
        _ id: MessageID,
        _ seed: UInt64,
        ours: (inout M.Value, (RecordTraits) -> Bool) -> Void,
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
            let removes = { (record: RecordTraits) in rule.removes(record, seed) }
            var expected = message
            theirs(&expected, removes)
            for var value in values {
                ours(&value, removes)
                try #require(try M(wire: value.wire) == expected, "\(rule)")
                #expect(value.itemCount == expected.itemCount)
                for segment in value.segments {
                    #expect(try M.Value(validating: segment).wire == segment, "what is left is usual wire")
                }
            }
        }
    }
}
