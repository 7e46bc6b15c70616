import CollectorAPI
import CollectorTestKit
import Foundation
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import ProbabilisticSamplerProcessor

/// What log records are kept, and what their attributes tell afterwards.
@Suite struct LogRecordSamplerTests {
    private func sample(_ config: String, _ records: [LogRecord]) async throws -> [LogRecord] {
        let next = RecordingConsumer<Logs>()
        let processor = try ProbabilisticSamplerProcessorFactory().logs(
            .decode(yaml: config),
            .test("probabilistic_sampler", kind: .processor),
            next
        )
        try await processor.consume(Logs(records))
        return try next.received.flatMap { try $0.records }
    }

    private func record(_ attributes: Attributes = [:], id: [UInt8] = []) -> LogRecord {
        .with {
            $0.attributes = keyValues(attributes)
            $0.traceID = Data(id)
        }
    }

    private static let half = [UInt8](repeating: 0xFE, count: 9) + [0x80, 0, 0, 0, 0, 0, 0]

    @Test func needsRandomness() async throws {
        #expect(try await sample("sampling_percentage: 100", [record()]).isEmpty)
        #expect(try await sample("{sampling_percentage: 100, fail_closed: false}", [record()]).count == 1)
        #expect(try await sample("{sampling_percentage: 100, from_attribute: id}", [record(["id": "x"])]).count == 1)
        #expect(try await sample("{sampling_percentage: 100, from_attribute: id}", [record(["id": ""])]).isEmpty)
        let byRecord = "{sampling_percentage: 100, attribute_source: record, from_attribute: id}"
        #expect(try await sample(byRecord, [record([:], id: Self.half)]).isEmpty)
        #expect(try await sample(byRecord, [record(["id": 5])]).count == 1)
    }

    @Test func tellsOfTheSampling() async throws {
        for mode in ["equalizing", "proportional"] {
            let kept = try await sample("{sampling_percentage: 50, mode: \(mode)}", [record(id: Self.half)])
            #expect(kept.map(\.attributes) == [keyValues(["sampling.threshold": "8"])])
        }
        let kept = try await sample("{sampling_percentage: 100, from_attribute: id}", [record(["id": "x"])])
        var hash = SeededHash(seed: 0)
        hash.combine("x")
        let attributes = keyValues([
            "id": "x", "sampling.threshold": "0", "sampling.randomness": .init(stringLiteral: hash.randomness.text),
        ])
        #expect(kept.map(\.attributes) == [attributes])
    }

    /// Bytes and strings of the same bytes are hashed alike.
    @Test func hashesBytes() async throws {
        let bytes = AnyValue.with { $0.bytesValue = Data("x".utf8) }
        let kept = try await sample(
            "{sampling_percentage: 100, from_attribute: id}",
            [record(["id": "x"]), record(["id": bytes])]
        )
        #expect(Set(kept.compactMap { $0.attributes.first { $0.key == "sampling.randomness" }?.value }).count == 1)
    }

    @Test func goesOnFromEarlierSampling() async throws {
        let earlier = record(["sampling.threshold": "8", "sampling.randomness": "c0000000000000"])
        let kept = try await sample("{sampling_percentage: 50, mode: proportional}", [earlier])
        #expect(
            kept.map(\.attributes)
                == [keyValues(["sampling.threshold": "c", "sampling.randomness": "c0000000000000"])]
        )
        #expect(try await sample("sampling_percentage: 100", [earlier]).isEmpty)
        for broken in [record(["sampling.threshold": "x"]), record(["sampling.randomness": "12"])] {
            #expect(try await sample("{sampling_percentage: 100, mode: equalizing}", [broken]).isEmpty)
        }
        let inconsistent = record(["sampling.threshold": "c", "sampling.randomness": "80000000000000"])
        let opened = try await sample("{sampling_percentage: 50, mode: equalizing, fail_closed: false}", [inconsistent])
        #expect(
            opened.map(\.attributes)
                == [keyValues(["sampling.threshold": "0", "sampling.randomness": "80000000000000"])]
        )
    }

    @Test(arguments: [
        (AnyValue(integerLiteral: 0), 100.0, false), (100, 0, true), (150, 0, true), (50.0, 1, true),
        (49.0, 100, false),
        ("100", 0, false), (-5, 100, true),
    ])
    func heedsPriority(value: AnyValue, percentage: Double, isKept: Bool) async throws {
        let config = "{sampling_percentage: \(percentage), mode: equalizing, sampling_priority: p}"
        let kept = try await sample(config, [record(["p": value], id: Self.half)])
        #expect(kept.isEmpty != isKept)
    }
}
