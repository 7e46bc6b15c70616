import CollectorConfig
import Testing

@testable import OTLPReceiver

@Suite struct OTLPReceiverSettingsTests {
    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try OTLPReceiverSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test func hasUpstreamsDefaults() throws {
        let settings = try OTLPReceiverSettings.decode(yaml: "protocols: {grpc: , http: }")
        let grpc = try #require(settings.protocols.grpc.value)
        #expect(grpc.endpoint == "localhost:4317")
        #expect(grpc.readBufferSize == 524_288)
        let http = try #require(settings.protocols.http.value)
        #expect(http.server.endpoint == "localhost:4318")
        #expect(http.server.maxRequestBodySize == 20_971_520)
        #expect(http.server.readHeaderTimeout == .zero)
        #expect([http.tracesPath, http.metricsPath, http.logsPath] == ["/v1/traces", "/v1/metrics", "/v1/logs"])
    }

    @Test func turnsOnWhatIsWritten() throws {
        let settings = try OTLPReceiverSettings.decode(yaml: "protocols: {http: {endpoint: \"0.0.0.0:4318\"}}")
        #expect(!settings.protocols.grpc.isEnabled)
        #expect(settings.protocols.http.value?.server.endpoint == "0.0.0.0:4318")
    }

    @Test(arguments: ["{}", "protocols: {}", "protocols:", "protocols: {grpc: {enabled: false}}"])
    func asksForAProtocol(yaml: String) {
        #expect(errors(yaml).contains("must specify at least one protocol when using the OTLP receiver"))
    }

    @Test(arguments: [
        ("protocols: {grcp: }", "grpc"),
        ("protocols: {http: {tracess_url_path: /a}}", "traces_url_path"),
        ("protocols: {grpc: {tls: {cert_file: a}}}", "must include both certificate and key"),
        ("protocols: {grpc: {tls: }}", "must include both certificate and key for server connections"),
        ("protocols: {http: {traces_url_path: /a, logs_url_path: a}}", "is also that of traces_url_path"),
        ("protocols: {http: {metrics_url_path: /v1development/profiles}}", "is also that of profiles"),
        ("protocols: {http: {metrics_url_path: \"/a?b\"}}", "a URL path"),
        ("protocols: {grpc: {endpoint: localhost}}", "it has no port"),
    ])
    func refuses(yaml: String, message: String) {
        #expect(errors(yaml).contains(message))
    }
}
