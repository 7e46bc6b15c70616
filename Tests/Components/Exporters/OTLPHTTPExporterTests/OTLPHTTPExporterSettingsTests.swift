import CollectorAPI
import CollectorConfig
import CollectorNet
import Pdata
import Testing

@testable import OTLPHTTPExporter

@Suite("OTLP HTTP exporter's settings") struct OTLPHTTPExporterSettingsTests {
    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try OTLPHTTPExporterSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("the defaults are upstream's")
    func defaults() throws {
        let settings = try OTLPHTTPExporterSettings.decode(yaml: "endpoint: http://localhost:4318")
        #expect(settings.client.compression == .gzip)
        #expect(settings.client.timeout == .seconds(30))
        #expect(settings.client.writeBufferSize == 524_288)
        #expect(settings.client.idleConnectionTimeout == .seconds(90))
        #expect(settings.encoding == .proto)
        #expect(settings.retry.isEnabled)
        #expect(settings.queue.value?.size == 1000)
        #expect(OTLPHTTPExporterSettings.declarationProblems() == [])
    }

    @Test(
        "credentials that would be sent unencrypted earn one warning, whichever URL it is",
        arguments: [
            (["endpoint": "http://a"], 1), (["traces_endpoint": "http://a", "logs_endpoint": "http://b"], 1),
            (["endpoint": "https://a", "logs_endpoint": "http://b"], 1),
            (["endpoint": "http://a", "logs_endpoint": "http://b"], 1),
            (["endpoint": "https://a", "logs_endpoint": "https://b"], 0),
        ] as [([String: String], Int)]
    )
    func plaintext(_ urls: [String: String], _ warnings: Int) {
        var diagnostics: [ConfigDiagnostic] = []
        var entries = urls.map { ConfigEntry($0.key, ConfigNode(.string($0.value))) }
        entries.append(ConfigEntry("headers", .map(["Authorization": "Bearer x"])))
        _ = OTLPHTTPExporterSettings.decode(ConfigNode(.mapping(entries)), at: [], into: &diagnostics)
        #expect(diagnostics.count == warnings, "\(diagnostics)")
        #expect(diagnostics.allSatisfy { $0.message.contains("sent unencrypted") })
    }

    @Test("the older type name still works")
    func aliases() {
        #expect(OTLPHTTPExporterFactory().type == "otlp_http")
        #expect(OTLPHTTPExporterFactory().deprecatedAliases == ["otlphttp"])
    }

    @Test(
        "each signal has its path below the endpoint",
        arguments: [
            ("http://a:1", "http://a:1/v1/traces"), ("http://a:1/", "http://a:1/v1/traces"),
            ("http://a/otlp", "http://a/otlp/v1/traces"), ("http://a/x?k=v#f", "http://a/x/v1/traces?k=v"),
        ]
    )
    func paths(_ endpoint: String, _ url: String) throws {
        let settings = try OTLPHTTPExporterSettings.decode(yaml: "endpoint: \"\(endpoint)\"")
        #expect(try settings.url(of: .traces) == url)
    }

    @Test("a signal's own endpoint is taken as it is, and enough by itself")
    func ownEndpoints() throws {
        let settings = try OTLPHTTPExporterSettings.decode(
            yaml: "{endpoint: \"http://all\", metrics_endpoint: \"http://m/x/\", logs_endpoint: \"http://l\"}"
        )
        #expect(try settings.url(of: .traces) == "http://all/v1/traces")
        #expect(try settings.url(of: .metrics) == "http://m/x/")
        #expect(try settings.url(of: .logs) == "http://l")
        #expect(try settings.url(of: .profiles) == "http://all/v1development/profiles")
        let logsOnly = try OTLPHTTPExporterSettings.decode(yaml: "logs_endpoint: http://l")
        #expect(throws: MissingEndpoint.self) { try logsOnly.url(of: .traces) }
        #expect("\(MissingEndpoint(signal: .traces))" == "either endpoint or traces_endpoint must be specified")
    }

    @Test("https is taken, for all signals or one", arguments: ["endpoint", "logs_endpoint"])
    func tls(_ key: String) throws {
        _ = try OTLPHTTPExporterSettings.decode(yaml: "\(key): https://backend:4318\ntls: {min_version: \"1.3\"}\n")
    }

    @Test(
        "settings that cannot work are refused",
        arguments: [
            ("{}", "at least one endpoint must be specified"),
            ("endpoint: localhost:4318", "has no scheme: http:// or https://"),
            ("endpoint: http://localhost:x", "invalid port \"x\""),
            ("traces_endpoint: ftp://a", "neither http nor https"),
            ("{endpoint: \"http://a\", encoding: jsn}", "did you mean 'json'?"),
            ("{endpoint: \"http://a\", compression: br}", "br"),
            ("{endpoint: \"http://a\", proxy_url: \"socks4://p:1\"}", "write http://host:port"),
            ("{endpoint: \"https://a\", tls: {max_version: \"1.4\"}}", "unsupported TLS version: \"1.4\""),
            ("{endpoint: \"http://a\", sending_queue: {queue_size: 0}}", "`queue_size` must be positive"),
            ("{endpoint: \"http://a\", timeout: -1s}", "timeout"),
            ("{endpoint: \"http://a\", trace_endpoint: \"http://b\"}", "traces_endpoint"),
        ]
    )
    func refuses(yaml: String, message: String) {
        #expect(errors(yaml).contains(message), "\(errors(yaml))")
    }
}
