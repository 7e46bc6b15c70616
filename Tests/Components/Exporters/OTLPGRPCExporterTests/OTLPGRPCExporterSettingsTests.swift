import CollectorAPI
import CollectorConfig
import CollectorNet
import Testing

@testable import OTLPGRPCExporter

@Suite("OTLP gRPC exporter's settings") struct OTLPGRPCExporterSettingsTests {
    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try OTLPGRPCExporterSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("the defaults are upstream's")
    func defaults() throws {
        let settings = try OTLPGRPCExporterSettings.decode(yaml: "endpoint: http://localhost:4317")
        #expect(settings.client.compression == .gzip)
        #expect(settings.client.writeBufferSize == 524_288)
        #expect(settings.timeout.limit == .seconds(5))
        #expect(settings.retry.isEnabled)
        #expect(settings.queue.value?.size == 1000)
        #expect(OTLPGRPCExporterSettings.declarationProblems() == [])
    }

    @Test("the older type name still works")
    func aliases() {
        #expect(OTLPGRPCExporterFactory().type == "otlp_grpc")
        #expect(OTLPGRPCExporterFactory().deprecatedAliases == ["otlp"])
    }

    @Test("without a tls block, the connection is encrypted")
    func encryptsByDefault() throws {
        for yaml in ["endpoint: backend:4317", "endpoint: https://backend:4317"] {
            #expect(try OTLPGRPCExporterSettings.decode(yaml: yaml).client.tls.isEnabled)
        }
    }

    @Test(
        "settings that cannot work are refused",
        arguments: [
            ("{}", "requires a non-empty \"endpoint\""),
            ("{endpoint: \"localhost:x\", tls: {insecure: true}}", "invalid port"),
            ("{endpoint: \"a:1\", tls: {cert_file: a.pem}}", "must include both certificate and key"),
            ("{endpoint: \"http://a:1\", compression: zlib}", "unsupported compression type \"zlib\""),
            ("{endpoint: \"http://a:1\", sending_queue: {queue_size: 0}}", "`queue_size` must be positive"),
            ("{endpoint: \"http://a:1\", timeout: -1s}", "'timeout' must be non-negative"),
            ("{endpoint: \"http://a:1\", retry_on_failure: {multiplier: -1}}", "multiplier"),
            ("{endpoint: \"http://a:1\", retry: {}}", "retry_on_failure"),
        ]
    )
    func refuses(yaml: String, message: String) {
        #expect(errors(yaml).contains(message))
    }
}
