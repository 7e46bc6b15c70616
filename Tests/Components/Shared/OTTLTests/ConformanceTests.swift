import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Foundation
import Pdata
import Testing

@testable import OTTL

/// The rules of the language, case by case, as `Fixtures` states them.
///
/// Each file names a context and holds cases; a case has one of `value` with `is`, `condition` with `is`, or `run` (one
/// statement or several) with `then`: what expressions have as values afterwards. `fails` is part of the error for the
/// record instead, `refused` part of the one before there is any. `first` is run before, `in` is another context, and
/// `record` the number of the record.
@Suite struct ConformanceTests {
    static let files = ["language", "comparisons", "paths", "editors", "converters", "times", "xml", "parsers"]

    @Test(arguments: files) func conforms(file: String) throws {
        let document = try Fixture.yaml(file)
        let context = document["context"]?.string ?? "log"
        let cases = document["cases"]?.elements ?? []
        #expect(!cases.isEmpty)
        for item in cases {
            let place = "\(file).yaml:\(item.position?.line ?? 0)"
            do {
                if let complaint = try Case(item, context).complaint() { Issue.record("\(place): \(complaint)") }
            } catch {
                Issue.record("\(place): \(error)")
            }
        }
    }

    /// The goal of this corpus.
    @Test func isLarge() throws {
        let count = try Self.files.reduce(0) { try $0 + (Fixture.yaml($1)["cases"]?.elements.count ?? 0) }
        #expect(count >= 400)
    }
}

enum Fixture {
    static func yaml(_ name: String) throws -> ConfigNode {
        let bytes = try contents("\(name).yaml")
        return try ConfigNode(yaml: bytes.text, source: "\(name).yaml")
    }

    static func contents(_ name: String) throws -> Bytes {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return Bytes(try Data(contentsOf: folder.appending(path: name)))
    }
}

/// One case.
private struct Case {
    let node: ConfigNode
    let context: OTTLContext
    let record: Int

    init(_ node: ConfigNode, _ fileContext: String) throws {
        self.node = node
        context = try #require(OTTLContext(node["in"]?.string ?? fileContext))
        record = node["record"].flatMap { if case .int(let int) = $0.value { Int(int) } else { nil } } ?? 0
    }

    /// What is not as it should be; nil when all is.
    func complaint() throws -> String? {
        switch context {
        case .span, .spanevent, .spanlink: try complaint(Traces(validatingJSON: Fixture.contents("traces.json")))
        case .metric, .datapoint, .exemplar: try complaint(Metrics(validatingJSON: Fixture.contents("metrics.json")))
        case .log, .resource, .scope: try complaint(Logs(validatingJSON: Fixture.contents("logs.json")))
        case .profile: "profiles have no fixture"
        }
    }

    private func texts(_ key: String) -> [String] {
        guard let node = node[key] else { return [] }
        return node.string.map { [$0] } ?? node.elements.compactMap(\.string)
    }

    private func complaint<Data: RecordTelemetry>(_ original: Data) throws -> String? {
        var data = original
        let parser = OTTLParser(Data.signal)
        for text in texts("first") { try run(text, parser, &data) }
        var diagnostics: [OTTLDiagnostic] = []
        let errors = { diagnostics.filter { !$0.isWarning }.map(\.description).joined(separator: "\n") }
        var found: [String] = []
        if let text = node["value"]?.string {
            let getter = parser.value(text, context: context, into: &diagnostics)
            if let refused = node["refused"]?.string { return judge(errors(), refused) }
            guard let getter else { return errors() }
            found = try evaluate(&data) { (evaluation) throws(EvaluationError) in
                describe(try getter(evaluation))
            }
        } else if let text = node["condition"]?.string {
            let list = parser.conditions([text], context: context, into: &diagnostics)
            if let refused = node["refused"]?.string { return judge(errors(), refused) }
            guard let list else { return errors() }
            found = try evaluate(&data) { (evaluation) throws(EvaluationError) in
                describe(Value.bool(try list.hold(evaluation, .propagate, .silent)))
            }
        } else {
            return try complaintAfterRunning(parser, &data)
        }
        guard found.indices.contains(record) else { return "there is no record \(record)" }
        if let part = node["fails"]?.string { return judge(found[record], "error: ", part) }
        guard let expected = node["is"] else { return "the case expects nothing" }
        return found[record] == describe(expected) ? nil : "found \(found[record]), expected \(describe(expected))"
    }

    private func complaintAfterRunning<Data: RecordTelemetry>(
        _ parser: OTTLParser,
        _ data: inout Data
    ) throws -> String? {
        var diagnostics: [OTTLDiagnostic] = []
        let group = parser.statements(texts("run"), context: context, into: &diagnostics)
        let errors = diagnostics.filter { !$0.isWarning }.map(\.description).joined(separator: "\n")
        if let refused = node["refused"]?.string { return judge(errors, refused) }
        guard let group else { return errors }
        do throws(EvaluationError) {
            _ = try group.run(over: &data, .propagate, .silent)
        } catch {
            guard let part = node["fails"]?.string else { return error.message }
            return judge(error.message, part)
        }
        if let part = node["fails"]?.string { return "nothing failed, expected \(part)" }
        // What was written is a request as good as any.
        for segment in data.segments { _ = try Data(validating: segment) }
        for entry in node["then"]?.entries ?? [] {
            guard let getter = parser.value(entry.key, context: context, into: &diagnostics) else {
                return diagnostics.map(\.description).joined(separator: "\n")
            }
            let found = try evaluate(&data) { (evaluation) throws(EvaluationError) in describe(try getter(evaluation)) }
            guard found.indices.contains(record) else { return "there is no record \(record)" }
            guard found[record] == describe(entry.value) else {
                return "\(entry.key): found \(found[record]), expected \(describe(entry.value))"
            }
        }
        return node["then"] == nil ? "the case expects nothing" : nil
    }

    private func run<Data: RecordTelemetry>(_ text: String, _ parser: OTTLParser, _ data: inout Data) throws {
        var diagnostics: [OTTLDiagnostic] = []
        guard let group = parser.statements([text], context: context, into: &diagnostics) else { throw diagnostics[0] }
        _ = try group.run(over: &data, .propagate, .silent)
    }

    /// What `body` finds for each record, or its error.
    private func evaluate<Data: RecordTelemetry>(
        _ data: inout Data,
        _ body: (Evaluation) throws(EvaluationError) -> String
    ) throws -> [String] {
        var found: [String] = []
        let client = ClientContext(
            address: "10.0.0.1:4711",
            metadata: ["x-tenant": ["acme", "b"]],
            auth: ["sub": ["me"]]
        )
        ClientContext.$current.withValue(client) {
            context.forEachRecord(in: &data) { evaluation in
                do throws(EvaluationError) {
                    found.append(try body(evaluation))
                } catch {
                    found.append("error: \(error.message)")
                }
                return true
            }
        }
        return found
    }

    private func judge(_ found: String, _ parts: String...) -> String? {
        parts.allSatisfy { found.contains($0) } ? nil : "found \"\(found)\", expected \(parts)"
    }
}

/// A value as text that tells its type.
func describe(_ value: Value) -> String {
    switch value {
    case .time(let time): quoted("time \(RFC3339.text(UInt64(bitPattern: time)))")
    case .duration(let duration): quoted("duration \(DurationText.text(duration))")
    case .traceID(let id): quoted("trace \(id.hex)")
    case .spanID(let id): quoted("span \(id.hex)")
    case .profileID: "profile"
    case .messages(let messages, let typeName): quoted("\(messages.count) of \(typeName)")
    default: describe(value.attributeValue)
    }
}

private func describe(_ value: AttributeValue) -> String {
    switch value {
    case .empty: "null"
    case .bool(let bool): "\(bool)"
    case .int(let int): "\(int)"
    case .double(let double): "\(double)"
    case .string(let text): quoted(text)
    case .bytes(let bytes): quoted("0x" + Hex.string(bytes.array))
    case .array(let elements): "[" + elements.map { describe($0) }.joined(separator: ", ") + "]"
    case .map(let entries):
        "{"
            + entries.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(describe($0.value))" }.joined(
                separator: ", "
            )
            + "}"
    }
}

private func describe(_ node: ConfigNode) -> String {
    switch node.value {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .int(let int): "\(int)"
    case .uint(let uint): "\(uint)"
    case .double(let double): "\(double)"
    case .string(let text): quoted(text)
    case .sequence(let elements): "[" + elements.map { describe($0) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
        "{"
            + entries.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(describe($0.value))" }.joined(
                separator: ", "
            )
            + "}"
    }
}

private func quoted(_ text: String) -> String { text.debugDescription }

extension Logger {
    /// A logger that writes nowhere.
    static var silent: Logger { Logger(RecordingLogSink()) }
}
