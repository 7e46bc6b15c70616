import CollectorConfig

/// Answers from a table.
struct StubProvider: ConfigProvider {
    var scheme = "env"
    var values: [String: String] = [:]

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        if scheme == "yaml" { return RetrievedConfig(opaque, source: "yaml") }
        guard scheme != "env" || !opaque.contains(".") && !opaque.isEmpty else {
            throw ProviderError("environment variable \"\(opaque)\" has invalid name")
        }
        if let value = values[opaque] { return RetrievedConfig(value, source: scheme == "file" ? opaque : nil) }
        guard scheme == "env" else { throw ProviderError("no such \(scheme): \(opaque)") }
        return RetrievedConfig("", warnings: ["unset \(opaque)"])
    }
}

/// The configuration of `files` in order, with `env`.
func resolve(
    _ files: String...,
    env: [String: String] = [:],
    extra: [String] = [],
    more: [String: String] = [:]
) async throws(ConfigErrors) -> ResolvedConfig {
    var table = more
    var uris: [String] = []
    for (index, text) in files.enumerated() {
        uris.append("\(index).yaml")
        table["\(index).yaml"] = text
    }
    let resolver = ConfigResolver(providers: [
        StubProvider(values: env), StubProvider(scheme: "file", values: table), StubProvider(scheme: "yaml"),
    ])
    return try await resolver.resolve(uris + extra)
}

/// What `resolve` throws, one diagnostic an element.
func resolveErrors(
    _ files: String...,
    env: [String: String] = [:],
    extra: [String] = [],
    more: [String: String] = [:]
) async -> [String] {
    do throws(ConfigErrors) {
        switch files.count {
        case 0: _ = try await resolve(env: env, extra: extra, more: more)
        case 1: _ = try await resolve(files[0], env: env, extra: extra, more: more)
        default: _ = try await resolve(files[0], files[1], env: env, extra: extra, more: more)
        }
        return []
    } catch {
        return error.diagnostics.map(\.description)
    }
}
