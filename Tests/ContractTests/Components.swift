import AttributesProcessor
import BasicAuthExtension
import BatchProcessor
import BearerTokenAuthExtension
import CollectorAPI
import CollectorTestKit
import CountConnector
import DebugExporter
import EnvProvider
import FileProvider
import FileStorageExtension
import FilterProcessor
import ForwardConnector
import GroupByAttrsProcessor
import HTTPProvider
import HTTPSProvider
import HeadersSetterExtension
import HealthCheckExtension
import LogFluxExporter
import MemoryLimiterExtension
import MemoryLimiterProcessor
import MetricsTransformProcessor
import NopExporter
import NopReceiver
import OTLPGRPCExporter
import OTLPHTTPExporter
import OTLPReceiver
import PprofExtension
import ProbabilisticSamplerProcessor
import RedactionProcessor
import ResourceProcessor
import RoutingConnector
import RoutingProcessor
import SpanProcessor
import Testing
import TransformProcessor
import YAMLProvider

/// The package's components.
enum Components {
    struct Listed<F: Sendable>: Sendable, CustomTestStringConvertible {
        var factory: F
        var folder: String

        var examples: [ContractExample] { ContractExample.all(in: "\(folder)/Examples") }
        var testDescription: String {
            String(folder[folder.index(after: folder.lastIndex(of: "/") ?? folder.startIndex)...])
        }
    }

    static let receivers: [Listed<any ReceiverFactory>] = [
        Listed(factory: OTLPReceiverFactory(), folder: folder("Receivers/OTLPReceiver")),
        Listed(factory: NopReceiverFactory(), folder: folder("Receivers/NopReceiver")),
    ]

    static let processors: [Listed<any ProcessorFactory>] = [
        Listed(factory: AttributesProcessorFactory(), folder: folder("Processors/AttributesProcessor")),
        Listed(factory: BatchProcessorFactory(), folder: folder("Processors/BatchProcessor")),
        Listed(factory: FilterProcessorFactory(), folder: folder("Processors/FilterProcessor")),
        Listed(factory: GroupByAttrsProcessorFactory(), folder: folder("Processors/GroupByAttrsProcessor")),
        Listed(factory: MemoryLimiterProcessorFactory(), folder: folder("Processors/MemoryLimiterProcessor")),
        Listed(factory: MetricsTransformProcessorFactory(), folder: folder("Processors/MetricsTransformProcessor")),
        Listed(
            factory: ProbabilisticSamplerProcessorFactory(),
            folder: folder("Processors/ProbabilisticSamplerProcessor")
        ),
        Listed(factory: RedactionProcessorFactory(), folder: folder("Processors/RedactionProcessor")),
        Listed(factory: ResourceProcessorFactory(), folder: folder("Processors/ResourceProcessor")),
        Listed(factory: RoutingProcessorFactory(), folder: folder("Processors/RoutingProcessor")),
        Listed(factory: SpanProcessorFactory(), folder: folder("Processors/SpanProcessor")),
        Listed(factory: TransformProcessorFactory(), folder: folder("Processors/TransformProcessor")),
    ]

    static let exporters: [Listed<any ExporterFactory>] = [
        Listed(factory: DebugExporterFactory(), folder: folder("Exporters/DebugExporter")),
        Listed(factory: LogFluxExporterFactory(), folder: folder("Exporters/LogFluxExporter")),
        Listed(factory: NopExporterFactory(), folder: folder("Exporters/NopExporter")),
        Listed(factory: OTLPGRPCExporterFactory(), folder: folder("Exporters/OTLPGRPCExporter")),
        Listed(factory: OTLPHTTPExporterFactory(), folder: folder("Exporters/OTLPHTTPExporter")),
    ]

    static let connectors: [Listed<any ConnectorFactory>] = [
        Listed(factory: CountConnectorFactory(), folder: folder("Connectors/CountConnector")),
        Listed(factory: ForwardConnectorFactory(), folder: folder("Connectors/ForwardConnector")),
        Listed(factory: RoutingConnectorFactory(), folder: folder("Connectors/RoutingConnector")),
    ]

    static let extensions: [Listed<any ExtensionFactory>] = [
        Listed(factory: BasicAuthExtensionFactory(), folder: folder("Extensions/BasicAuthExtension")),
        Listed(factory: BearerTokenAuthExtensionFactory(), folder: folder("Extensions/BearerTokenAuthExtension")),
        Listed(factory: HeadersSetterExtensionFactory(), folder: folder("Extensions/HeadersSetterExtension")),
        Listed(factory: HealthCheckExtensionFactory(), folder: folder("Extensions/HealthCheckExtension")),
        Listed(factory: PprofExtensionFactory(), folder: folder("Extensions/PprofExtension")),
        Listed(factory: FileStorageExtensionFactory(), folder: folder("Extensions/FileStorageExtension")),
        Listed(factory: MemoryLimiterExtensionFactory(), folder: folder("Extensions/MemoryLimiterExtension")),
    ]

    static let providers: [Listed<any ProviderFactory>] = [
        Listed(factory: EnvProviderFactory(), folder: folder("Providers/EnvProvider")),
        Listed(factory: FileProviderFactory(), folder: folder("Providers/FileProvider")),
        Listed(factory: YAMLProviderFactory(), folder: folder("Providers/YAMLProvider")),
        Listed(factory: HTTPProviderFactory(), folder: folder("Providers/HTTPProvider")),
        Listed(factory: HTTPSProviderFactory(), folder: folder("Providers/HTTPSProvider")),
    ]

    static let folders =
        receivers.map(\.folder) + processors.map(\.folder) + exporters.map(\.folder) + connectors.map(\.folder)
        + extensions.map(\.folder) + providers.map(\.folder)

    /// A component's folder, found from this file's place in the package.
    private static func folder(_ name: String) -> String {
        let steps = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return steps.joined(separator: "/") + "/Sources/Components/\(name)"
    }
}
