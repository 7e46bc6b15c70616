package import CollectorConfig

/// A collector configuration as its sources say, as far as that can be known where it is built.
package struct LoadedConfig: Sendable {
    package var sources: ConfigSources
    /// The merged tree; what cannot be known stays text with its `${…}` in it.
    package var root: ConfigNode
    /// References such as `env:PASSWORD` that stand for something here unknown.
    package var unknown: [String]
    /// The URI schemes that the sources and the references in them name.
    package var schemes: Set<String>
}

/// Reads collector configurations by the collector's own loader.
package struct ConfigLoader: Sendable {
    private let environment: [String: String]
    private let defaultScheme: String
    private let schemes: [String]?
    private let place: ConfigPlace

    /// - Parameters:
    ///   - defaultScheme: of `${NAME}`.
    ///   - schemes: those that the distribution has providers for, others being errors; nil to allow any.
    ///   - place: where the collector runs.
    package init(
        environment: [String: String],
        defaultScheme: String = "env",
        schemes: [String]? = nil,
        place: ConfigPlace = .elsewhere
    ) {
        self.place = place
        self.environment = environment
        self.defaultScheme = defaultScheme
        self.schemes = schemes
    }

    /// The configuration at `sources`; nil after reporting why there is none.
    package func load(_ sources: ConfigSources, into diagnostics: inout Diagnostics) -> LoadedConfig? {
        var known = Set(schemes ?? ["env", "file", "http", "https", "yaml"])
        while true {
            let finds = ProviderFinds()
            let result = resolve(sources, known, finds)
            // Where any scheme is allowed, one is known once its first reference was read.
            let found = finds.schemes.union(sources.uris.compactMap(Self.scheme(of:)))
            guard schemes != nil || found.subtracting(known).isEmpty else {
                known.formUnion(found)
                continue
            }
            switch result {
            case .success(let resolved):
                return LoadedConfig(
                    sources: sources,
                    root: resolved.root,
                    unknown: finds.unknown,
                    schemes: finds.asked
                )
            case .failure(let errors):
                for error in errors.diagnostics { diagnostics.append(Diagnostic(error)) }
                return nil
            }
        }
    }

    private func resolve(
        _ sources: ConfigSources,
        _ schemes: Set<String>,
        _ finds: ProviderFinds
    ) -> Result<ResolvedConfig, ConfigErrors> {
        let providers = schemes.sorted().map {
            BuilderProvider(scheme: $0, sources: sources, environment: environment, place: place, finds: finds)
        }
        let resolver = ConfigResolver(providers: providers, defaultScheme: defaultScheme)
        return waiting {
            do throws(ConfigErrors) {
                return .success(try await resolver.resolve(sources.uris))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The schemes of references such as `${vault:a}`.
    static func schemes(in text: String) -> Set<String> {
        Set(text.matches(of: /\$\{([A-Za-z][A-Za-z0-9+.\-]+):/).map { String($0.1) })
    }

    /// The scheme of a source; nil for a path.
    private static func scheme(of uri: String) -> String? {
        uri.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]+):/).map { String($0.1) }
    }
}

extension Diagnostic {
    /// What the collector's loader says, in the builder's words.
    init(_ diagnostic: ConfigDiagnostic) {
        let place = diagnostic.path.isEmpty ? "" : "\(diagnostic.keyPath): "
        self.init(
            diagnostic.severity == .error ? .error : .warning,
            place + diagnostic.message,
            at: diagnostic.position,
            fix: diagnostic.fix
        )
    }
}
