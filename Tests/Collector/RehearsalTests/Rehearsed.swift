import AttributesProcessor
import BatchProcessor
import CollectorAPI
import ForwardConnector
import Foundation
import NopExporter
import NopReceiver
import YAMLProvider

@testable import CollectorService

/// Configurations of real processors and connectors, and a folder of cases.
final class Rehearsed {
    /// Traces are marked and batched on their way to one exporter, and forwarded as they are to another.
    static let configuration = """
        receivers: {nop: , nop/logs: , nop/more_logs: }
        processors:
          attributes: {actions: [{key: team, value: checkout, action: upsert}]}
          batch: {timeout: 1h}
        connectors: {forward: }
        exporters: {nop/marked: , nop/plain: }
        service:
          pipelines:
            traces: {receivers: [nop], processors: [attributes, batch], exporters: [nop/marked]}
            traces/in: {receivers: [nop], exporters: [forward]}
            traces/out: {receivers: [forward], exporters: [nop/plain]}
            logs: {receivers: [nop/logs, nop/more_logs], exporters: [nop/plain]}
        """

    let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("cases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    /// Runs the folder's cases.
    func test(
        records: Bool = false,
        _ configuration: String = Rehearsed.configuration
    ) async throws -> (status: Int32, said: String) {
        let command = TestCommand(loader: Self.loader(configuration), paths: [folder], records: records)
        let (status, said) = try await Self.command { try command.run($0) }
        return (status, said.replacingOccurrences(of: folder + "/", with: ""))
    }

    /// Runs a command on a thread of its own: it blocks, as it may in a program's main thread.
    static func command(
        _ run: @escaping @Sendable ((String) -> Void) throws -> Int32
    ) async throws -> (status: Int32, said: String) {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    with: Result {
                        var said = ""
                        let status = try run { said += $0 }
                        return (status, said)
                    }
                )
            }
            thread.start()
        }
    }

    static func loader(_ configuration: String) -> ConfigurationLoader {
        var distribution = Distribution(BuildInfo(command: "otelcol-rehearsed", description: "", version: "1"))
        distribution.receivers = [.init(NopReceiverFactory(), module: "")]
        distribution.processors = [
            .init(AttributesProcessorFactory(), module: ""), .init(BatchProcessorFactory(), module: ""),
        ]
        distribution.exporters = [.init(NopExporterFactory(), module: "")]
        distribution.connectors = [.init(ForwardConnectorFactory(), module: "")]
        distribution.providers = [.init(YAMLProviderFactory(), module: "")]
        return ConfigurationLoader(
            distribution: distribution,
            locations: ["yaml:" + configuration],
            gates: FeatureGates()
        )
    }

    static func traces(_ attributes: String = "") -> String {
        """
        {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{"name":"s"},"spans":[
          {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /",
           "attributes":[\(attributes)]}
        ]}]}]}
        """
    }

    static let logs = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello"}}]}]}]}"#
}
