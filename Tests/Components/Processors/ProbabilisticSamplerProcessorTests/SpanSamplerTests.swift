import CollectorAPI
import CollectorTestKit
import Foundation
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import ProbabilisticSamplerProcessor

/// What is kept, and what it knows afterwards: upstream's own cases.
@Suite struct SpanSamplerTests {
    private func sample(_ config: String, _ spans: [Span], metrics: MetricRegistry = MetricRegistry()) async throws
        -> [Span]
    {
        let next = RecordingConsumer<Traces>()
        let processor = try ProbabilisticSamplerProcessorFactory().traces(
            .decode(yaml: config),
            .test("probabilistic_sampler", kind: .processor, metrics: metrics),
            next
        )
        try await processor.consume(Traces(service: "svc", spans))
        return try next.received.flatMap { try $0.spans }
    }

    /// An id whose low 56 bits are 0x80000000000000.
    private static let half = "fefefefefefefefefe80000000000000"
    private static let greatest = "111111111111111111ffffffffffffff"

    private static func span(_ id: String = half, _ traceState: String = "", _ attributes: Attributes = [:]) -> Span {
        .with {
            $0.name = "s"
            $0.traceID = Data(
                stride(from: 0, to: id.count, by: 2).map { offset in
                    UInt8(id.dropFirst(offset).prefix(2), radix: 16) ?? 0
                }
            )
            $0.traceState = traceState
            $0.attributes = keyValues(attributes)
        }
    }

    /// A span, the settings, and its trace state afterwards in each of the modes; nil when it is dropped.
    struct Case: Sendable {
        var settings: String
        var id: String
        var traceState: String
        var equalizing: String?
        var proportional: String?

        init(
            _ settings: String,
            id: String = SpanSamplerTests.half,
            from traceState: String = "",
            gives result: String?
        ) {
            self.init(settings, id: id, from: traceState, equalizing: result, proportional: result)
        }

        init(
            _ settings: String,
            id: String = SpanSamplerTests.half,
            from traceState: String = "",
            equalizing: String?,
            proportional: String?
        ) {
            self.settings = settings
            self.id = id
            self.traceState = traceState
            self.equalizing = equalizing
            self.proportional = proportional
        }
    }

    @Test(arguments: [
        Case("sampling_percentage: 100", gives: "ot=th:0"),
        Case("sampling_percentage: 50", gives: "ot=th:8"),
        Case("sampling_percentage: 200", gives: "ot=th:0"),
        Case("sampling_percentage: 49", gives: nil),
        Case("sampling_percentage: 25", id: "ddddddddddddddddddc0000000000000", gives: "ot=th:c"),
        Case("sampling_percentage: 25", id: "ddddddddddddddddddb0000000000000", gives: nil),
        Case(
            "{sampling_percentage: 1, sampling_precision: 14}",
            from: "ot=rv:FD70A3D70A3D71",
            gives: "ot=rv:FD70A3D70A3D71;th:fd70a3d70a3d71"
        ),
        Case("sampling_percentage: 1", from: "ot=rv:FD70A3D70A3D71", gives: "ot=rv:FD70A3D70A3D71;th:fd70a"),
        Case("{sampling_percentage: 1, sampling_precision: 3}", from: "ot=rv:FD70A3D70A3D71", gives: nil),
        Case("{sampling_percentage: 1, sampling_precision: 14}", from: "ot=rv:FD70A3D70A3D70", gives: nil),
        Case("sampling_percentage: 1", id: "a0a0a0a0a0a0a0a0a0fe000000000000", gives: "ot=th:fd70a"),
        Case(
            "sampling_percentage: 50",
            from: "ot=rv:90000000000000;th:80000000000000",
            equalizing: "ot=rv:90000000000000;th:8",
            proportional: nil
        ),
        Case("sampling_percentage: 25", from: "ot=th:8", gives: nil),
        Case(
            "sampling_percentage: 25",
            id: "ffffffffffffffffffffffffffffffff",
            from: "ot=th:8",
            equalizing: "ot=th:c",
            proportional: "ot=th:e"
        ),
        Case(
            "sampling_percentage: 50",
            from: "ot=rv:c0000000000000;th:8",
            equalizing: "ot=rv:c0000000000000;th:8",
            proportional: "ot=rv:c0000000000000;th:c"
        ),
        Case(
            "{sampling_percentage: 100, fail_closed: false}",
            from: "ot=rv:40000000000000;th:8",
            gives: "ot=rv:40000000000000;th:0"
        ),
        Case("sampling_percentage: 100", from: "ot=rv:40000000000000;th:8", gives: nil),
        Case(
            "{sampling_percentage: 40, sampling_precision: 3}",
            from: "ot=rv:a0000000000000",
            gives: "ot=rv:a0000000000000;th:99a"
        ),
        Case(
            "{sampling_percentage: 40, sampling_precision: 6}",
            id: "a0a0a0a0a0a0a0a0a0d0000000000000",
            from: "ot=th:8",
            equalizing: "ot=th:99999a",
            proportional: "ot=th:cccccd"
        ),
        Case(
            "{sampling_percentage: 40, sampling_precision: 3}",
            id: "a0a0a0a0a0a0a0a0a0b0000000000000",
            from: "ot=th:8",
            equalizing: "ot=th:99a",
            proportional: nil
        ),
        Case(
            "sampling_percentage: 0.006103515625",
            id: greatest,
            from: "ot=th:fffc",
            equalizing: "ot=th:fffc",
            proportional: "ot=th:fffffff"
        ),
        Case(
            "sampling_percentage: 0.0625",
            id: greatest,
            from: "ot=th:fffffffffffff8",
            equalizing: "ot=th:fffffffffffff8",
            proportional: nil
        ),
        Case("sampling_percentage: 100", from: "x=1,ot=a:b", gives: "ot=th:0;a:b,x=1"),
        Case("sampling_percentage: 100", from: "ot=rv:abababababababab", gives: nil),
        Case("sampling_percentage: 100", from: "ot=th:-1", gives: nil),
        Case("{sampling_percentage: 100, fail_closed: false}", from: "ot=th:-1", gives: "ot=th:-1"),
        Case("sampling_percentage: 100", id: "ffffffffffffffffff70000000000000", from: "ot=th:8", gives: nil),
        Case("sampling_percentage: 100", id: "", gives: nil),
        Case("{sampling_percentage: 1, fail_closed: false}", id: "", gives: "ot=th:0"),
        // Equalizing 10 % leaves what 1/16 was left of; of the page.
        Case(
            "sampling_percentage: 10",
            id: greatest,
            from: "ot=th:f",
            equalizing: "ot=th:f",
            proportional: "ot=th:fe666"
        ),
        Case("sampling_percentage: 50", from: "ot=rv:9b8233f7e3a151", gives: "ot=rv:9b8233f7e3a151;th:8"),
        Case("sampling_percentage: 50", from: "ot=rv:7fffffffffffff", gives: nil),
    ])
    func decides(test: Case) async throws {
        for (mode, expected) in [("equalizing", test.equalizing), ("proportional", test.proportional)] {
            let settings = test.settings.hasPrefix("{") ? String(test.settings.dropFirst().dropLast()) : test.settings
            let kept = try await sample("{\(settings), mode: \(mode)}", [Self.span(test.id, test.traceState)])
            #expect(kept.map(\.traceState) == expected.map { [$0] } ?? [], "\(mode)")
        }
    }

    @Test(arguments: [
        (100.0, "0"), (75, "4"), (50, "8"), (25, "c"), (10, "e668"), (33.333333, "aaac"),
    ])
    func tellsOfTheHash(percentage: Double, threshold: String) async throws {
        var random = SplitMix(seed: 7)
        let spans = (0..<2000).map { _ in
            Self.span((0..<2).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined())
        }
        let kept = try await sample("{sampling_percentage: \(percentage), hash_seed: 4312}", spans)
        #expect(abs(Double(kept.count) / 20 - percentage) < 4)
        for span in kept {
            let state = try TraceState(span.traceState)
            #expect(state.threshold?.text == threshold)
            #expect(try state.threshold?.keeps(#require(state.randomness)) == true)
        }
    }

    /// By an independent implementation of FNV-1a in Python, with the comparison of upstream's first releases.
    @Test func keepsWhatUpstreamKeeps() async throws {
        let spans = (1...200).map { Self.span(String(format: "%032x", $0 * 7_919)) }
        let kept = try await sample("{sampling_percentage: 15.3, hash_seed: 22}", spans)
        #expect(kept.map { $0.traceID.map { String(format: "%02x", $0) }.joined().suffix(6) } == Self.kept)
    }

    private static let kept: [Substring] = [
        "005ccd", "009aab", "019223", "038113", "043aad", "04977a", "04b669", "04f447", "060aae", "072115",
        "074004", "089449", "092ef4", "098bc1", "09c99f", "0a644a", "0b5bc2", "0c155c", "0d4ab2", "0de55d",
        "10eab4", "11a44e", "11e22c", "12200a", "125de8", "12f893", "144cd8", "14a9a5", "1679a6", "17cdeb",
    ]

    /// A value of the attribute `sampling.priority`, and whether its span is kept at 0 and at 100 %.
    @Test(arguments: [
        (AnyValue(integerLiteral: 2), true, true), (1.0, true, true), ("1", true, true), (0, false, false),
        (0.0, false, false), ("0", false, false), (-1, false, true), ("NaN", false, true), (true, false, true),
        ("x", false, true),
    ])
    func heedsPriority(value: AnyValue, atNone: Bool, atAll: Bool) async throws {
        for mode in ["hash_seed", "proportional", "equalizing"] {
            let spans = [Self.span(Self.half, "", ["sampling.priority": value])]
            #expect(try await !sample("{sampling_percentage: 0, mode: \(mode)}", spans).isEmpty == atNone)
            #expect(try await !sample("{sampling_percentage: 100, mode: \(mode)}", spans).isEmpty == atAll)
        }
    }

    @Test func refusesEarlierSamplingByHash() async throws {
        for traceState in ["ot=th:8", "ot=rv:ffffffffffffff"] {
            let spans = [Self.span(Self.half, traceState)]
            #expect(try await sample("sampling_percentage: 100", spans).isEmpty)
            let kept = try await sample("{sampling_percentage: 100, fail_closed: false}", spans)
            #expect(kept.map(\.traceState) == [traceState])
        }
    }

    @Test func dropsWhatIsEmptiedAndPassesOnNothingElse() async throws {
        let next = RecordingConsumer<Traces>()
        let processor = try ProbabilisticSamplerProcessorFactory().traces(
            .decode(yaml: "sampling_percentage: 0"),
            .test("probabilistic_sampler", kind: .processor),
            next
        )
        try await processor.consume(Traces(service: "svc", [Self.span()]))
        #expect(next.calls.isEmpty)
    }

    @Test func counts() async throws {
        let metrics = MetricRegistry()
        let spans = [
            Self.span(), Self.span("00000000000000000000000000000001"),
            Self.span(Self.half, "", ["sampling.priority": 0]),
        ]
        _ = try await sample("{sampling_percentage: 50, mode: equalizing}", spans, metrics: metrics)
        let family = try #require(
            metrics.snapshot().first { $0.name == "processor_probabilistic_sampler_count_traces_sampled" }
        )
        let found = family.samples.map { "\($0.attributes.map(\.value).joined(separator: " ")) \(Int($0.value))" }
        #expect(found == ["sampling_priority false 1", "trace_id_w3c false 1", "trace_id_w3c true 1"])
    }

    @Test func warnsOfWhatIsRoundedToNothing() async throws {
        let log = RecordingLogSink()
        _ = try ProbabilisticSamplerProcessorFactory().traces(
            .decode(yaml: "sampling_percentage: 0.001"),
            .test("probabilistic_sampler", kind: .processor, log: log),
            RecordingConsumer()
        )
        #expect(log.lines.map(\.message) == ["probability rounded to zero"])
    }

    @Test(arguments: [
        ("sampling_percentage: -1", "sampling rate is negative"),
        ("sampling_percentage: .inf", "sampling rate is invalid"),
        ("sampling_percentage: 1e-20", "sampling rate is too small"), ("mode: x", "unsupported sampler mode \"x\""),
        ("sampling_precision: 0", "invalid sampling precision: 0"),
        ("sampling_precision: 15", "sampling precision is too great, should be <= 14: 15"),
        ("attribute_source: x", "invalid attribute source: x. Expected: traceID or record"),
    ])
    func refuses(config: String, message: String) {
        let error = #expect(throws: (any Error).self) { try ProbabilisticSamplerSettings.decode(yaml: config) }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}
