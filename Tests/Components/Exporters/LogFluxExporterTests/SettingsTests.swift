import CollectorConfig
import CollectorTestKit
import ExporterKit
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: settings")
struct SettingsTests {
    @Test("Defaults are the vendor's")
    func defaults() throws {
        let settings = try LogFluxExporterSettings.decode(yaml: "api_key: eu-lf_abc")
        #expect(settings.compression)
        let queue = try #require(settings.queue.value)
        #expect(queue.size == 1000)
        #expect(queue.sizer == .items)
        #expect(queue.consumers == 2)
        #expect(queue.batch.value?.maxSize == 100)
    }

    @Test("Sizes of zero or less are the defaults", arguments: [0, -5])
    func ignoresNothingSizes(_ size: Int) throws {
        let yaml = "{api_key: eu-lf_abc, queue_size: \(size), batch_size: \(size), worker_count: \(size)}"
        let queue = try #require(try LogFluxExporterSettings.decode(yaml: yaml).queue.value)
        #expect(queue.size == 1000)
        #expect(queue.consumers == 2)
        #expect(queue.batch.value?.maxSize == 100)
    }

    @Test("A batch is never larger than the queue waits for")
    func batchFitsQueue() throws {
        let settings = try LogFluxExporterSettings.decode(yaml: "{api_key: eu-lf_abc, queue_size: 10, batch_size: 50}")
        #expect(settings.queue.value?.batch.value?.minSize == 10)
    }

    @Test(
        "What is wrong is named",
        arguments: [
            ("{}", "api_key is required"),
            ("{api_key: eulf_abc}", "invalid API key format: must be <region>-lf_<key>"),
            ("{api_key: xx-lf_abc}", "invalid API key region: \"xx\" (expected eu, us, ca, au, or ap)"),
            ("{api_key: eu-abc}", "invalid API key format: key must start with lf_"),
            ("{api_key: eu-lf_}", "invalid API key format: key body is empty"),
            ("{api_key: \"eu-lf_a\\r\\nb\"}", "key must be printable ASCII"),
            ("{api_key: eu-lf_abc, endpoint: ingest.example}", "has no scheme"),
            ("{api_key: eu-lf_abc, endpoint: \"https://x?y=1\"}", "endpoint must not have a query"),
            ("{api_key: eu-lf_abc, zone: eu.evil.example/}", "\"eu.evil.example/\" is not a zone"),
            ("{api_key: eu-lf_abc, sending_queue: {}}", "sending_queue"),
        ]
    )
    func namesMistakes(_ yaml: String, _ message: String) throws {
        let found = try diagnostics(yaml).filter { $0.severity == .error }
        #expect(found.contains { "\($0)".contains(message) }, "\(found)")
    }

    @Test("A key that is half a region is not shown")
    func hidesKeys() throws {
        let found = try diagnostics("{api_key: verysecretvalue-lf_abc}")
        #expect(!found.isEmpty)
        #expect(!found.contains { "\($0)".contains("verysecret") })
    }

    @Test("The key over plain HTTP earns a warning, unless it stays on the machine")
    func warnsOfPlaintext() throws {
        let away = try diagnostics("{api_key: eu-lf_abc, endpoint: \"http://ingest.example\"}")
        #expect(away.contains { $0.severity == .warning && "\($0)".contains("unencrypted") })
        #expect(try diagnostics("{api_key: eu-lf_abc, endpoint: \"http://127.0.0.1:1\"}").isEmpty)
    }

    @Test("A key in a server's text is masked")
    func masks() throws {
        let key = try LogFluxAPIKey(parsing: "eu-lf_0123456789abcdef")
        #expect(
            key.removed(from: "eu-lf_0123456789abcdef? no eu-lf_0123456789abcdef!")
                == "eu-lf_****cdef? no eu-lf_****cdef!"
        )
        #expect(key.removed(from: "short") == "short")
        #expect(try LogFluxAPIKey(parsing: "eu-lf_a").removed(from: "eu-lf_a") == "****")
    }

    @Test("Where entries go is looked for in the vendor's order")
    func sources() throws {
        func sources(_ yaml: String) throws -> [IngestorSource] {
            let settings = try LogFluxExporterSettings.decode(yaml: "{api_key: au-lf_abc, \(yaml)}")
            return IngestorSource.all(settings, try LogFluxAPIKey(parsing: settings.apiKey))
        }
        #expect(try sources("endpoint: \"https://x/\", zone: us") == [.known("https://x")])
        #expect(try sources("zone: \"\"") == [.published(zone: "au"), .account])
        #expect(
            try sources("zone: us") == [
                .published(zone: "us"), .known("https://api.ingest.us.logflux.io"), .account,
            ]
        )
    }

    private func diagnostics(_ yaml: String) throws -> [ConfigDiagnostic] {
        var diagnostics: [ConfigDiagnostic] = []
        _ = LogFluxExporterSettings.decode(
            try ConfigNode(yaml: yaml, source: "test.yaml"),
            at: ["exporters", "logflux"],
            into: &diagnostics
        )
        return diagnostics
    }
}
