import CollectorConfig
import Testing

@testable import OTTL

/// Texts that nobody would write: whatever is read, it is compiled or refused.
@Suite struct MutationTests {
    /// Every statement, condition and value of the conformance files.
    private static func texts() throws -> [String] {
        try ConformanceTests.files.flatMap { file in
            (try Fixture.yaml(file)["cases"]?.elements ?? []).flatMap { item in
                ["value", "condition", "run"].compactMap { item[$0]?.string }
            }
        }
    }

    @Test func survives() throws {
        let texts = try Self.texts()
        var random = Sequence(state: 4711)
        let marks = Array("()[]{}\"\\.,:=<>!+-*/ \n0x9é".unicodeScalars)
        let parser = OTTLParser(.logs)
        for round in 0..<4000 {
            var scalars = Array(texts[round % texts.count].unicodeScalars)
            for _ in 0...random.next(below: 3) {
                let place = random.next(below: scalars.count + 1)
                switch random.next(below: 3) {
                case 0 where place < scalars.count: scalars.remove(at: place)
                case 1: scalars.insert(marks[random.next(below: marks.count)], at: place)
                default:
                    let other = Array(texts[random.next(below: texts.count)].unicodeScalars)
                    scalars = Array(scalars.prefix(place)) + other.suffix(random.next(below: other.count + 1))
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            var found: [OTTLDiagnostic] = []
            let isRead =
                parser.value(text, context: .log, into: &found) != nil
                || parser.conditions([text], context: .log, into: &found) != nil
                || parser.statements([text], context: .log, into: &found) != nil
            #expect(isRead || !found.isEmpty)
            for diagnostic in found { #expect((1...(text.count + 1)).contains(diagnostic.column ?? 1)) }
        }
    }

    @Test(arguments: ["(", "[", "-(", "{\"a\":", "Len(", "not (", "log.attributes["])
    func refusesDepth(opening: String) {
        let text = String(repeating: opening, count: 20_000)
        var found: [OTTLDiagnostic] = []
        let list = OTTLParser(.logs).conditions([text], context: .log, into: &found)
        #expect(list?.isEmpty == nil)
        let value = OTTLParser(.logs).value(text, context: .log, into: &found)
        if value != nil { Issue.record("read \(opening)") }
        #expect(!found.isEmpty)
    }

    /// Knuth's linear congruential generator, so that a failure repeats.
    private struct Sequence {
        var state: UInt64

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return limit < 1 ? 0 : Int(state >> 33) % limit
        }
    }
}
