import CollectorConfig
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
}
