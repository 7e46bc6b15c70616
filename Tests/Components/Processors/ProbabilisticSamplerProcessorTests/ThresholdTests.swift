import Pdata
import Testing

@testable import ProbabilisticSamplerProcessor

/// Hash, randomness and thresholds are upstream's: these are the values that its own tests have.
@Suite struct ThresholdTests {
    @Test func hashesAsUpstream() {
        #expect(SeededHash(seed: 0).value & 0x3FFF == 0x3515)
        var zeros = SeededHash(seed: 0)
        zeros.combine(TraceID(high: 0, low: 0))
        #expect(zeros.value & 0x3FFF == 0x2455)
    }

    private static func reject(_ part: Double) -> Double { 1 - part }
    private static func ratio(_ part: Double, _ whole: Double) -> Double { part / whole }

    private static let rounded: [(probability: Double, precision: Int, text: String)] = [
        (ratio(1, 3), 3, "aab"), (ratio(2, 3), 3, "555"), (1, 3, "0"), (ratio(1, 3), 14, "aaaaaaaaaaaaac"),
        (0.25, 4, "c"), (0.5, 4, "8"), (ratio(15, 16), 14, "1"), (ratio(1, 16), 14, "f"),
        (0x1p-56, 3, "ffffffffffffff"), (0x3p-56, 3, "fffffffffffffd"), (0x8p-56, 3, "fffffffffffff8"),
        (0x10p-56, 3, "fffffffffffff"), (0.01, 4, "fd70a"), (0.01, 3, "fd71"), (0.01, 14, "fd70a3d70a3d71"),
        (0.4, 3, "99a"), (0.4, 6, "99999a"), (reject(0x456789ap-28), 6, "45678a"), (reject(0x456789ap-28), 1, "4"),
        (reject(0x456789ap-40), 5, "00045679"), (reject(0x456789ap-40), 1, "0004"),
        (reject(0x789abcdefp-40), 8, "0789abcdf"), (reject(0x789abcdefp-40), 1, "08"),
        (reject(0x12345678p-32), 7, "1234568"), (reject(0x12345678p-32), 1, "1"), (reject(0x80801p-28), 3, "00808"),
        (ratio(Double(Float(99.99992)), 100), 10, "00000cccccccd"),
    ]

    @Test(arguments: rounded)
    func roundsAsUpstream(probability: Double, precision: Int, text: String) {
        #expect(Threshold(probability: probability, precision: precision)?.text == text)
    }

    @Test func knowsItsRange() {
        #expect(Threshold(probability: 0, precision: 4) == nil)
        #expect(Threshold(probability: 0x1p-57, precision: 4) == nil)
        #expect(Threshold(probability: 1.1, precision: 4) == nil)
    }

    @Test(arguments: [("8", 0x80_0000_0000_0000), ("FFFC", 0xFF_FC00_0000_0000), ("0", 0), ("1", 0x10_0000_0000_0000)])
    func reads(text: String, value: UInt64) {
        #expect(Threshold(text: text) == Threshold(value: value))
    }

    @Test(arguments: ["", "abababababababab", "-1", "+1", "g", "0x1"])
    func refuses(text: String) {
        #expect(Threshold(text: text) == nil)
        #expect(Randomness(text: text) == nil)
    }

    @Test func takesTheTraceStateApart() throws {
        let state = try TraceState("a=1 , ot=th:8;x:y;rv:9b8233f7e3a151,,t@s=2 3")
        #expect(state.threshold == Threshold(text: "8"))
        #expect(state.randomness == Randomness(text: "9b8233f7e3a151"))
        #expect(state.with(state.randomness, Threshold(text: "c")) == "ot=rv:9b8233f7e3a151;th:c;x:y,a=1,t@s=2 3")
        #expect(state.with(nil, nil) == "ot=x:y,a=1,t@s=2 3")
        #expect(try TraceState("").with(nil, nil) == "")
    }

    @Test(arguments: [
        ("ot=rv:abababababababab", SamplingProblem.randomnessSize), ("ot=th:abababababababab", .thresholdSize),
        ("ot=th:-1", .syntax), ("ot=th:", .thresholdEmpty), ("ot=th", .syntax), ("A=1", .syntax), ("a", .syntax),
        ("a=", .syntax), ("a=b=c", .syntax), ("a=é", .syntax), ("1=a", .syntax), ("t@1=a", .syntax),
        ("ot=TH:1", .syntax),
        ("ot=\(String(repeating: "a", count: 257))", .syntax),
        ("a=\(String(repeating: "a", count: 1100))", .traceStateSize),
    ])
    func refusesTraceStates(text: String, problem: SamplingProblem) {
        #expect(throws: problem) { try TraceState(text) }
    }

    @Test func boundsTheNumberOfMembers() throws {
        let members = (0..<33).map { "a\($0)=1" }
        _ = try TraceState(members.dropLast().joined(separator: ","))
        #expect(throws: SamplingProblem.traceStateSize) { try TraceState(members.joined(separator: ",")) }
    }
}
