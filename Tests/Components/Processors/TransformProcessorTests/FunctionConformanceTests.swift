import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import TransformProcessor

/// What the functions do that only this processor has, case by case, as `Fixtures/functions.yaml` states it.
///
/// A case has a record (`metric`, `span` or `log`, as JSON) and a statement (`run`); `then` is what becomes of the record,
/// `refused` part of the error for the configuration, `fails` part of that for the record. Without `then` nothing changes.
@Suite struct FunctionConformanceTests {
    private static func cases() throws -> [ConfigNode] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/functions.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        return try ConfigNode(yaml: text, source: "functions.yaml")["cases"]?.elements ?? []
    }

    @Test func conforms() async throws {
        let cases = try Self.cases()
        #expect(cases.count >= 60)
        for item in cases {
            let place = "functions.yaml:\(item.position?.line ?? 0)"
            do {
                if let complaint = try await complaint(item) { Issue.record("\(place): \(complaint)") }
            } catch {
                Issue.record("\(place): \(error)")
            }
        }
    }

    /// What is not as it should be; nil when all is.
    private func complaint(_ item: ConfigNode) async throws -> String? {
        let factory = TransformProcessorFactory()
        if let metric = item["metric"]?.string {
            let part = #"{"resourceMetrics":[{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[%]}]}]}"#
            return try await complaint(item, metric, part, "metric") { try factory.metrics($0, $1, $2) }
        }
        if let span = item["span"]?.string {
            let part = #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[%]}]}]}"#
            return try await complaint(item, span, part, "trace") { try factory.traces($0, $1, $2) }
        }
        let record = item["log"]?.string ?? "{}"
        let part = #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[%]}]}]}"#
        return try await complaint(item, record, part, "log") { try factory.logs($0, $1, $2) }
    }

    private func complaint<Batch: Telemetry>(
        _ item: ConfigNode,
        _ record: String,
        _ request: String,
        _ signal: String,
        _ make: (TransformSettings, ComponentContext, RecordingConsumer<Batch>) throws -> any Processor<Batch>
    ) async throws -> String? {
        let statement = item["run"]?.string ?? ""
        let quoted = statement.replacing("'", with: "''")
        let settings: TransformSettings
        do {
            let context = item["context"]?.string ?? (signal == "trace" ? "span" : signal)
            let group = "{context: \(context), statements: ['\(quoted)']}"
            settings = try .decode(yaml: "{error_mode: propagate, \(signal)_statements: [\(group)]}")
        } catch let errors {
            guard let refused = item["refused"]?.string else { return "\(errors)" }
            return "\(errors)".contains(refused) ? nil : "found \(errors), expected \(refused)"
        }
        if let refused = item["refused"]?.string { return "nothing was refused, expected \(refused)" }
        let next = RecordingConsumer<Batch>()
        let processor = try make(settings, .test("transform", kind: .processor), next)
        do {
            try await processor.consume(Batch(validatingJSON: Bytes(utf8: request.replacing("%", with: record))))
        } catch let error as ConsumeError {
            guard let fails = item["fails"]?.string else { return error.message }
            return error.message.contains(fails) ? nil : "found \(error.message), expected \(fails)"
        }
        if let fails = item["fails"]?.string { return "nothing failed, expected \(fails)" }
        let data = try #require(next.received.first)
        // What was written is a request as good as any.
        for segment in data.segments { _ = try Batch(validating: segment) }
        let expected = try Batch(
            validatingJSON: Bytes(utf8: request.replacing("%", with: item["then"]?.string ?? record))
        )
        let found = data.json().text
        let wanted = expected.json().text
        // A field's place is not a matter of its message.
        return try Self.object(found) == Self.object(wanted) ? nil : "found \(found), expected \(wanted)"
    }

    private static func object(_ json: String) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
    }
}
