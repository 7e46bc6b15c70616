import OTLPOracle
import SwiftProtobuf
import Testing

@testable import Pdata

/// What goes in comes out, as the protobuf runtime sees it.
@Suite struct OracleTests {
    static let seeds = (0..<40).map(UInt64.init)

    @Test(arguments: seeds) func traces(seed: UInt64) throws { try checkUsual(TracesRequest.self, seed) }
    @Test(arguments: seeds) func metrics(seed: UInt64) throws { try checkUsual(MetricsRequest.self, seed) }
    @Test(arguments: seeds) func logs(seed: UInt64) throws { try checkUsual(LogsRequest.self, seed) }
    @Test(arguments: seeds) func profiles(seed: UInt64) throws { try checkUsual(ProfilesRequest.self, seed) }

    @Test(arguments: seeds) func unusualTraces(seed: UInt64) throws {
        try checkUnusual(TracesRequest.self, .tracesRequest, seed)
    }
    @Test(arguments: seeds) func unusualMetrics(seed: UInt64) throws {
        try checkUnusual(MetricsRequest.self, .metricsRequest, seed)
    }
    @Test(arguments: seeds) func unusualLogs(seed: UInt64) throws {
        try checkUnusual(LogsRequest.self, .logsRequest, seed)
    }
    @Test(arguments: seeds) func unusualProfiles(seed: UInt64) throws {
        try checkUnusual(ProfilesRequest.self, .profilesRequest, seed)
    }

    @Test func emptyRequest() throws {
        let traces = try Traces(validating: Bytes())
        #expect(traces.segments.isEmpty)
        #expect(traces.itemCount == 0)
        #expect(traces.byteCount == 0)
        #expect(traces.json().text == "{}")
    }

    @Test func joinedRequestsReadAsOne() throws {
        var messages = RandomMessages(seed: 7)
        let requests = (0..<5).map { _ in messages.message(MetricsRequest.self) }
        let parts = try requests.map { try Metrics(validating: $0.wire) }
        let joined = Metrics.joined(parts)
        try #require(joined.count == 1)
        let expected = requests.reduce(into: MetricsRequest()) { whole, part in
            whole.resourceMetrics += part.resourceMetrics
        }
        #expect(try MetricsRequest(wire: joined[0].wire).records == expected.records)
        #expect(joined[0].itemCount == expected.itemCount)
        #expect(joined[0].byteCount == parts.reduce(0) { $0 + $1.byteCount })
        #expect(Metrics.joined([]).isEmpty)
    }

    /// The usual wire format is kept byte for byte.
    private func checkUsual<M: OracleRequest>(_ type: M.Type, _ seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(type)
        let wire = try message.wire
        let value = try M.Value(validating: wire)
        #expect(value.wire == wire)
        #expect(value.itemCount == message.itemCount)
        #expect(value.byteCount == wire.count)
        #expect(value.repairedStrings == 0)
    }

    /// Unusual wire format is brought into the usual form, and means the same.
    private func checkUnusual<M: OracleRequest>(_ type: M.Type, _ id: MessageID, _ seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        let message = messages.message(type)
        var mutator = WireMutator(random: SplitMix(seed: seed))
        let unusual = Bytes(mutator.mutate(try message.wire.array, id))
        try #require(try M(wire: unusual) == message, "the mutator changed the meaning")

        let value = try M.Value(validating: unusual)
        #expect(try M(wire: value.wire) == message)
        #expect(value.itemCount == message.itemCount)
        let again = try M.Value(validating: value.wire)
        #expect(again.wire == value.wire, "what comes out is in the usual form")
    }
}
