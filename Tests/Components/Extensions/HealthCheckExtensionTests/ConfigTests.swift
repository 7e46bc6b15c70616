import CollectorConfig
import HealthCheckExtension
import Testing

struct ConfigTests {
    @Test func defaultsAreUpstreams() throws {
        let config = try HealthCheckExtensionConfig.decode(yaml: "")
        #expect(config.server.endpoint == "localhost:13133")
        #expect(config.server.keepAlivesEnabled == false)
        #expect(config.server.readHeaderTimeout == .zero)
        #expect(config.server.writeTimeout == .zero)
        #expect(config.server.idleTimeout == .zero)
        #expect(config.path == "/")
        #expect(config.responseBody == nil)
    }

    @Test func takesUpstreamsExample() throws {
        let config = try HealthCheckExtensionConfig.decode(
            yaml: """
                endpoint: 0.0.0.0:13134
                path: /health/status
                response_body:
                  healthy: I'm good
                  unhealthy: I'm bad!
                """
        )
        #expect(config.server.endpoint == "0.0.0.0:13134")
        #expect(config.path == "/health/status")
        #expect(config.responseBody?.healthy == "I'm good")
        #expect(config.responseBody?.unhealthy == "I'm bad!")
    }

    @Test(arguments: [
        ("path: health", "path must start with /"),
        ("path: ''", "path must start with /"),
        ("endpoint: ''", "requires a non-empty \"endpoint\""),
        ("port: 13133", "has invalid keys: port"),
        ("response_body: {ok: x}", "has invalid keys: ok"),
        ("tls: {cert_file: a}", "must include both certificate and key"),
        ("use_v2: true", "not available yet"),
        ("http: {endpoint: 'localhost:13133'}", Self.gated),
        ("grpc: {}", Self.gated),
        ("component_health: {include_permanent_errors: true}", Self.gated),
    ])
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let error = #expect(throws: ConfigErrors.self) { try HealthCheckExtensionConfig.decode(yaml: yaml) }
        #expect(error?.description.contains(message) == true)
    }

    private static let gated =
        "v2 healthcheck configuration (http/grpc fields) detected but feature gate is disabled. Either remove the v2 "
        + "config fields or enable the feature gate with: --feature-gates=+extension.healthcheck.useComponentStatus"

    @Test(arguments: ["use_v2: false", "{http: null, grpc: null, component_health: null}", "response_body: null"])
    func takesWhatAsksForNothing(_ yaml: String) throws {
        _ = try HealthCheckExtensionConfig.decode(yaml: yaml)
    }

    @Test func warnsAboutTheCheckThatUpstreamDropped() throws {
        let node = ConfigNode.map([
            "check_collector_pipeline": .map(["enabled": true, "interval": "5m", "exporter_failure_threshold": 0])
        ])
        var diagnostics: [ConfigDiagnostic] = []
        _ = HealthCheckExtensionConfig.decode(node, at: ["extensions", "health_check"], into: &diagnostics)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.severity == .warning)
        #expect(diagnostics.first?.description.contains("'check_collector_pipeline' is deprecated") == true)
    }
}
