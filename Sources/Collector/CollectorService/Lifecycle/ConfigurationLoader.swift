internal import CollectorAPI
internal import CollectorConfig

/// Finds a distribution's configuration, and makes sense of it.
struct ConfigurationLoader: Sendable {
    /// A configuration that can be used.
    struct Loaded: Sendable {
        var configuration: CollectorConfiguration
        var plan: GraphPlan
        var warnings: [ConfigDiagnostic]
    }

    let distribution: Distribution
    let locations: [String]
    let gates: FeatureGates

    /// The configuration, checked as far as that goes without creating anything.
    ///
    /// - Throws: everything that is wrong with it, under upstream's prefixes.
    func load() async throws(ServiceError) -> Loaded {
        let resolved = try await resolve()
        var found: [ConfigDiagnostic] = []
        let (configuration, plan) = CollectorConfiguration.decode(resolved.root, distribution, gates, into: &found)
        try Self.check(found)
        guard let plan else { throw ServiceError("invalid configuration") }
        return Loaded(configuration: configuration, plan: plan, warnings: resolved.warnings + found)
    }

    /// The configuration with defaults applied, checked or not.
    func decode(validating: Bool) async throws(ServiceError) -> CollectorConfiguration {
        let resolved = try await resolve()
        var found: [ConfigDiagnostic] = []
        let (configuration, _) = CollectorConfiguration.decode(resolved.root, distribution, gates, into: &found)
        try Self.check(validating ? found : found.filter { $0.stage != .validation })
        return configuration
    }

    private func resolve() async throws(ServiceError) -> ResolvedConfig {
        let providers = distribution.providers.map { $0.factory.provider() }
        let resolver = ConfigResolver(providers: providers, defaultScheme: distribution.defaultScheme)
        let result: Result<ResolvedConfig, ConfigErrors>
        do throws(ConfigErrors) {
            result = .success(try await resolver.resolve(locations))
        } catch {
            result = .failure(error)
        }
        await resolver.shutdown()
        switch result {
        case .success(let resolved): return resolved
        case .failure(let errors):
            let list = errors.diagnostics.filter { $0.severity == .error }
            throw ServiceError("failed to get config: cannot resolve the configuration: \(Self.list(list))")
        }
    }

    private static func check(_ found: [ConfigDiagnostic]) throws(ServiceError) {
        let errors = found.filter { $0.severity == .error }
        guard !errors.isEmpty else { return }
        if errors.contains(where: { $0.stage == .decoding }) {
            throw ServiceError(
                "failed to get config: cannot unmarshal the configuration: decoding failed due to the following "
                    + "error(s):\n\n" + errors.map(\.description).joined(separator: "\n")
            )
        }
        throw ServiceError("invalid configuration: \(list(errors))")
    }

    /// One error on the line of its prefix, several on lines of their own.
    private static func list(_ errors: [ConfigDiagnostic]) -> String {
        let lines = errors.map(\.description)
        return lines.count == 1 ? lines[0] : "\n" + lines.joined(separator: "\n")
    }
}
