import OTLPOracle
import SwiftProtobuf
import Testing

@testable import Pdata

/// The schema knows what the protocol's definition knows.
@Suite struct SchemaTests {
    @Test func everyMessageIsInItsPlace() {
        #expect(Schema.messages.count == MessageID.allCases.count)
        for id in MessageID.allCases { #expect(Schema[id].id == id) }
    }

    @Test func noFieldIsUnknownToEitherSide() throws {
        // Whatever the oracle writes with all its fields set is known here, and in the type that it has there.
        for seed in 0..<40 {
            var messages = RandomMessages(seed: UInt64(seed))
            messages.hasUnknownFields = false
            try check(messages.message(TracesRequest.self), .tracesRequest)
            try check(messages.message(MetricsRequest.self), .metricsRequest)
            try check(messages.message(LogsRequest.self), .logsRequest)
            try check(messages.message(ProfilesRequest.self), .profilesRequest)
        }
    }

    private func check(_ message: some OracleRequest, _ id: MessageID) throws {
        let wire = try message.wire
        expectKnown(wire.span, id)
    }

    private func expectKnown(_ bytes: RawSpan, _ id: MessageID) {
        var cursor = WireCursor(bytes)
        while cursor.next() {
            guard let field = Schema[id].field(cursor.number) else {
                Issue.record("\(id) has no field \(cursor.number)")
                continue
            }
            let isPacked = field.isRepeatedNumber && cursor.type == .lengthDelimited
            #expect(isPacked || field.type.wireType == cursor.type, "\(id).\(field.name)")
            if let message = field.message { expectKnown(cursor.payload, message) }
        }
    }
}
