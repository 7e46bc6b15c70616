import CollectorAPI
import Fuzzing

@testable import OTTL
@testable import Pdata
@testable import TransformProcessor

/// Compiles statements, conditions, values, paths and patterns, and runs them over records; or runs known statements over
/// a record whose body is the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    switch input.byte() % 8 {
    case 0: runStatements(input.shortText, .log, Records.logs)
    case 1: runStatements(input.shortText, .span, Records.traces)
    case 2: runStatements(input.shortText, .spanevent, Records.traces)
    case 3: runStatements(input.shortText, .metric, Records.metrics)
    case 4: runStatements(input.shortText, .datapoint, Records.metrics)
    case 5: parse(input.text)
    case 6: checkXML(input.text)
    default: checkPatterns(input.shortText)
    }
    return 0
}

extension FuzzInput {
    /// So short that no few statements make something huge of it: each may double what the one before has made.
    fileprivate var shortText: String { String(decoding: rest.prefix(1024), as: UTF8.self) }
}

/// Runs the lines of `text`, at most two, over `records`: as statements, as conditions and as values.
private func runStatements<Data: RecordTelemetry>(_ text: String, _ context: OTTLContext, _ records: Data) {
    let texts = text.split(separator: "\n", maxSplits: 1).map(String.init)
    let parser = OTTLParser.transform(Data.signal)
    var found: [OTTLDiagnostic] = []
    let group = parser.statements(texts, context: context, into: &found)
    require(group != nil || found.contains { !$0.isWarning }, "refused without a reason")
    for diagnostic in found {
        require((1...(text.count + 1)).contains(diagnostic.column ?? 1), "a column that is not there")
    }
    if let group { check(group, records) }
    guard let first = texts.first else { return }
    if let list = parser.conditions([first], context: context, into: &found) {
        var data = records
        context.forEachRecord(in: &data) { evaluation in
            _ = try? list.hold(evaluation, .propagate, .silent)
            return true
        }
    }
    guard let getter = parser.value(first, context: context, into: &found) else { return }
    var data = records
    context.forEachRecord(in: &data) { evaluation in
        _ = try? getter(evaluation)
        return true
    }
}

private func check<Data: RecordTelemetry>(_ group: StatementGroup, _ records: Data) {
    var data = records
    _ = try? group.run(over: &data, .silent, .silent)
    for segment in data.segments {
        require((try? Data(validating: segment)) != nil, "statements wrote what is no request")
    }
}

/// Runs what takes texts apart over a record whose body is `text`.
private func parse(_ text: String) {
    guard let logs = Records.logs(body: text) else { return }
    for group in Records.parsers { check(group, logs) }
}

/// What was written of a document is read again, and written the same; what leads nowhere leads there in each document.
private func checkXML(_ text: String) {
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let tree = try? XMLParser.parse(parts.count > 1 ? parts[1] : text)
    if let tree {
        let written = tree.output
        guard let again = try? XMLParser.parse(written) else { return require(false, "our own XML is refused") }
        require(again.output == written, "XML changes as it is written again")
    }
    guard let path = try? XPathParser.parse(parts[0]) else { return }
    for tree in [tree, Records.document] {
        guard let tree, tree.nodes.count < 200 else { continue }
        let nodes = XPathEvaluation.nodes(path, in: tree)
        require(zip(nodes, nodes.dropFirst()).allSatisfy { $0 < $1 }, "nodes out of order")
    }
}

/// Compiles Grok patterns, with definitions in the lines after the first.
private func checkPatterns(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    guard let first = lines.first else { return }
    var definitions: [String: String] = [:]
    for (index, line) in lines.dropFirst().enumerated() { definitions["P\(index)"] = line }
    for namedOnly in [true, false] {
        guard let pattern = try? GrokPattern(first, namedOnly: namedOnly, definitions) else { continue }
        for target in [text, Records.accessLine] { _ = try? pattern.fields(in: target) }
    }
}
