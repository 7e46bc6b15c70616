import Foundation
import Testing

@testable import CollectorService

@Suite(.timeLimit(.minutes(5))) struct PipelineTestTests {
    @Test func whatIsRecordedIsWhatComesOutAgain() async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write("[\(Rehearsed.traces()), \(Rehearsed.traces())]", to: "spans.json")
        let recorded = try await rehearsed.test(records: true)
        #expect(recorded.status == 0)
        #expect(recorded.said == "recorded  spans.json\n1 case, all is well\n")
        let expectation = try rehearsed.read("spans.expected.json")
        // Batched spans arrive without waiting for the batch's hour, and only on their way the attribute is set.
        #expect(
            expectation.components(separatedBy: #"{"key": "team", "value": {"stringValue": "checkout"}}"#).count == 3
        )
        #expect(expectation.contains(#""nop/marked": ["#) && expectation.contains(#""nop/plain": ["#))
        for _ in 0..<3 {
            let again = try await rehearsed.test()
            #expect(again.status == 0)
            #expect(again.said == "ok    spans.json\n1 case, all is well\n")
        }
        _ = try await rehearsed.test(records: true)
        #expect(try rehearsed.read("spans.expected.json") == expectation)
    }

    @Test func aDifferenceIsShownLineByLine() async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write(Rehearsed.traces(), to: "spans.json")
        _ = try await rehearsed.test(records: true)
        let expectation = try rehearsed.read("spans.expected.json")
        try rehearsed.write(
            expectation.replacingOccurrences(of: "\"checkout\"", with: "\"payments\""),
            to: "spans.expected.json"
        )
        let (status, said) = try await rehearsed.test()
        #expect(status == 1)
        let lines = said.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.first == "FAIL  spans.json")
        #expect(lines.contains("what reaches nop/marked (- expected, + actual):"))
        #expect(!lines.contains { $0.hasPrefix("what reaches nop/plain") })
        #expect(lines.filter { $0.hasPrefix("- ") }.map { $0.hasSuffix(#"{"stringValue": "payments"}}"#) } == [true])
        #expect(lines.filter { $0.hasPrefix("+ ") }.map { $0.hasSuffix(#"{"stringValue": "checkout"}}"#) } == [true])
        #expect(lines.last == "1 of 1 case failed")
    }

    /// Hand-written expectations need not spell what OTLP leaves out, nor an order that means nothing.
    @Test func formDoesNotMatter() async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write(Rehearsed.traces(#"{"key":"b","value":{"intValue":"1"}}"#), to: "spans.json")
        let attributes =
            #"{"key":"team","value":{"stringValue":"checkout"}},{"key":"b","value":{"intValue":1}}"#
        let plain = Rehearsed.traces(#"{"value":{"intValue":1},"key":"b"}"#)
        try rehearsed.write(
            #"{"nop/plain":\#(plain),"nop/marked":[\#(Rehearsed.traces(attributes))]}"#,
            to: "spans.expected.json"
        )
        let (status, said) = try await rehearsed.test()
        #expect(status == 0, "\(said)")
    }

    @Test func aMissingExpectationFails() async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write(Rehearsed.traces(), to: "spans.json")
        let (status, said) = try await rehearsed.test()
        #expect(status == 1)
        #expect(said.contains("spans.expected.json is missing; --record writes it"))
    }

    @Test func theReceiverIsNamedWhereSeveralTakeTheSignal() async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write(Rehearsed.logs, to: "logs.json")
        let (status, said) = try await rehearsed.test(records: true)
        #expect(status == 1)
        #expect(
            said.contains(
                "several receivers take logs: nop/logs, nop/more_logs; write {\"receiver\": …, \"requests\": […]}"
            )
        )
        try rehearsed.write(#"{"receiver":"nop/more_logs","requests":[\#(Rehearsed.logs)]}"#, to: "logs.json")
        #expect(try await rehearsed.test(records: true).status == 0)
        try rehearsed.write(#"{"receiver":"nop","requests":[\#(Rehearsed.logs)]}"#, to: "logs.json")
        #expect(
            try await rehearsed.test().said.contains(
                "no pipeline of logs begins with the receiver \"nop\"; some do with: nop/logs, nop/more_logs"
            )
        )
    }

    @Test(
        arguments: [
            ("{", "given.json: "), ("{}", "this is no request in OTLP's JSON; it has one of resourceSpans"),
            ("[]", "there is no request in it"),
            (#"{"resourceSpans":[{"scopeSpans":3}]}"#, "given.json: "),
            (#"{"requests":[],"receivers":"nop"}"#, "unknown key \"receivers\"; allowed are receiver and requests"),
        ]
    )
    func whatIsNoCaseIsNamed(text: String, message: String) async throws {
        let rehearsed = try Rehearsed()
        try rehearsed.write(text, to: "given.json")
        let (status, said) = try await rehearsed.test()
        #expect(status == 1)
        #expect(said.contains(message), "\(said)")
    }

    @Test func anEmptyFolderIsAnError() async throws {
        let rehearsed = try Rehearsed()
        await #expect(throws: ServiceError.self) { try await rehearsed.test() }
    }
}
