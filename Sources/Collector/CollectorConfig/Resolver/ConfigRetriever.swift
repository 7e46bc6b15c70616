/// Asks the providers, each place once.
final class ConfigRetriever {
    private let providers: [String: any ConfigProvider]
    private var found: [ConfigLocation: Result<RetrievedConfig, ProviderError>] = [:]

    init(providers: [String: any ConfigProvider]) {
        self.providers = providers
    }

    /// What stands at `location`.
    func retrieve(_ location: ConfigLocation) async throws(ProviderError) -> RetrievedConfig {
        if let known = found[location] { return try known.get() }
        guard let provider = providers[location.scheme] else {
            throw unknownScheme("scheme \"\(location.scheme)\" is not supported for uri \"\(location.uri)\"", location)
        }
        do throws(ProviderError) {
            let config = try await provider.retrieve(location.opaque)
            found[location] = .success(config)
            return config
        } catch {
            found[location] = .failure(error)
            throw error
        }
    }

    /// An error that says `message`, and which scheme may have been meant.
    func unknownScheme(_ message: String, _ location: ConfigLocation) -> ProviderError {
        if location.opaque.hasPrefix("-") {
            return ProviderError(
                message,
                fix: "a default needs the scheme: ${env:\(location.scheme):\(location.opaque)}"
            )
        }
        if let near = nearestMatch(location.scheme, in: providers.keys.sorted()) {
            return ProviderError(message, fix: "did you mean '\(near):'?")
        }
        return ProviderError(message, fix: "schemes: \(providers.keys.sorted().joined(separator: ", "))")
    }
}
