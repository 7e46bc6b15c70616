internal import CollectorConfig

/// Refuses `https:` URIs by name, since without TLS there is no safe way to fetch them.
struct HTTPSProvider: ConfigProvider {
    let scheme = "https"

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        throw ProviderError(
            "configuration cannot be fetched over https yet: TLS is not available in this version",
            fix: "fetch the file beforehand and name it by file:, or use http: inside a trusted network"
        )
    }
}
