internal import CollectorConfig

/// Fetches configuration over plain HTTP.
struct HTTPProvider: ConfigProvider {
    let scheme = "http"

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        throw ProviderError(
            "configuration cannot be fetched over http yet",
            fix: "fetch the file beforehand and name it by file:"
        )
    }
}
