import CollectorConfig
import HTTPSProvider
import Testing
import YAMLProvider

struct TextProviderTests {
    @Test(arguments: [
        ("a::b: c", "yaml:a::b"), ("a: [1, 2]", "yaml:a"), ("token", "yaml:"), ("my secret: x", "yaml:"), ("", "yaml:"),
    ])
    func inlineYAMLIsNamedByItsKeyOnly(text: String, source: String) async throws {
        let found = try await YAMLProviderFactory().provider().retrieve(text)
        #expect(found == RetrievedConfig(text, source: source))
    }

    @Test func httpsIsRefusedRatherThanFetchedInPlaintext() async {
        let provider = HTTPSProviderFactory().provider()
        await #expect {
            _ = try await provider.retrieve("//localhost/config.yaml")
        } throws: { error in
            "\(error)".contains("TLS is not available")
        }
    }
}
