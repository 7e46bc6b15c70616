import BatchProcessor
import CollectorAPI
import CollectorConfig
import FileStorageExtension
import OTLPGRPCExporter
import OTLPReceiver
import Testing
import YAMLProvider

@testable import CollectorService

/// What a configuration is told about its persistent queues.
@Suite struct PersistentQueueWarningTests {
    private func diagnostics(processors: String, queue: String, extensions: String) throws -> [String] {
        var distribution = Distribution(BuildInfo(command: "otelcol", description: "Test", version: "1"))
        distribution.receivers = [.init(OTLPReceiverFactory(), module: "r v1")]
        distribution.processors = [.init(BatchProcessorFactory(), module: "p v1")]
        distribution.exporters = [.init(OTLPGRPCExporterFactory(), module: "e v1")]
        distribution.extensions = [.init(FileStorageExtensionFactory(), module: "x v1")]
        let root = try ConfigNode(
            yaml: """
                receivers: {otlp: {protocols: {grpc: }}}
                processors: {batch/early: }
                exporters: {otlp_grpc: {endpoint: "http://a:1", sending_queue: \(queue)}}
                extensions: {file_storage: {directory: /tmp}}
                service:
                  extensions: [\(extensions)]
                  pipelines: {traces: {receivers: [otlp], processors: [\(processors)], exporters: [otlp_grpc]}}
                """,
            source: "c.yaml"
        )
        var found: [ConfigDiagnostic] = []
        _ = CollectorConfiguration.decode(root, distribution, FeatureGates(), into: &found)
        return found.map(\.description).filter { !$0.contains("configured but not used") }
    }

    @Test func warnsOfABatchProcessorBeforeAPersistentQueue() throws {
        let found = try diagnostics(
            processors: "batch/early",
            queue: "{storage: file_storage}",
            extensions: "file_storage"
        )
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "c.yaml:7:56: warning: service::pipelines::traces: processor \"batch/early\" answers senders before the "
                    + "persistent queue of exporter \"otlp_grpc\" has their data: what the processor holds is lost in a crash"
            ) == true,
            "\(found)"
        )
        #expect(found.first?.contains("sending_queue::batch") == true)
    }

    @Test(arguments: [("", "{storage: file_storage}"), ("batch/early", "{}"), ("batch/early", "{enabled: false}")])
    func doesNotWarnOfOthers(processors: String, queue: String) throws {
        #expect(try diagnostics(processors: processors, queue: queue, extensions: "file_storage") == [])
    }

    @Test func refusesAStorageThatIsNotEnabled() throws {
        let found = try diagnostics(processors: "", queue: "{storage: file_storage}", extensions: "")
        #expect(found.count == 1)
        #expect(
            found.first?.contains("failed to resolve storage \"file_storage\": storage not found") == true,
            "\(found)"
        )
    }
}
