/// Reads configuration from its sources, merges them in order, and expands every `${…}`.
public struct ConfigResolver: Sendable {
    private let providers: [String: any ConfigProvider]
    private let defaultScheme: String

    /// A resolver over `providers`; of several for one scheme the first counts.
    ///
    /// - Parameter defaultScheme: the scheme of `${NAME}`.
    public init(providers: [any ConfigProvider], defaultScheme: String = "env") {
        self.providers = Dictionary(providers.map { ($0.scheme, $0) }, uniquingKeysWith: { first, _ in first })
        self.defaultScheme = defaultScheme
    }

    /// The configuration at `uris`; a later one wins over an earlier one.
    ///
    /// A uri is `scheme:opaque`, or the path of a file. Mappings are merged, anything else replaced, by null too.
    ///
    /// - Throws: everything that is wrong with the sources.
    public func resolve(_ uris: [String]) async throws(ConfigErrors) -> ResolvedConfig {
        guard !uris.isEmpty else {
            throw ConfigErrors(
                ConfigDiagnostic(.error, "at least one config flag must be provided", stage: .resolving)
            )
        }
        let retriever = ConfigRetriever(providers: providers)
        var root = ConfigNode(.mapping([]))
        var diagnostics: [ConfigDiagnostic] = []
        for uri in uris {
            do throws(ConfigErrors) {
                let source = try await read(uri, retriever, &diagnostics)
                root = root.merging(source)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard !diagnostics.hasErrors else { throw ConfigErrors(diagnostics) }

        var expander = Expander(retriever: retriever, defaultScheme: defaultScheme)
        root = await expander.expand(root)
        diagnostics += expander.diagnostics
        guard !diagnostics.hasErrors else { throw ConfigErrors(diagnostics) }
        return ResolvedConfig(root: root, warnings: diagnostics)
    }

    /// Ends the providers.
    public func shutdown() async {
        for provider in providers.values {
            await provider.shutdown()
        }
    }

    /// The mapping that one source holds.
    private func read(
        _ argument: String,
        _ retriever: ConfigRetriever,
        _ diagnostics: inout [ConfigDiagnostic]
    ) async throws(ConfigErrors) -> ConfigNode {
        let location: ConfigLocation
        let found: RetrievedConfig
        do throws(ProviderError) {
            location = try ConfigLocation(argument: argument)
            guard providers[location.scheme] != nil else {
                throw retriever.unknownScheme("unsupported scheme on URI \"\(argument)\"", location)
            }
            found = try await retriever.retrieve(location)
        } catch {
            throw ConfigErrors(ConfigDiagnostic(.error, error.message, stage: .resolving, fix: error.fix))
        }
        let source = found.source ?? location.uri
        let start = SourcePosition(file: source, line: 1, column: 1)
        diagnostics += found.warnings.map { ConfigDiagnostic(.warning, $0, stage: .resolving, position: start) }
        var node = try ConfigNode(yaml: found.text, source: source)
        switch node.value {
        case .null: node.value = .mapping([])
        case .mapping: break
        case .bool, .int, .uint, .double, .string, .sequence:
            throw ConfigErrors(
                ConfigDiagnostic(
                    .error,
                    "retrieved value (type=\(node.typeName)) cannot be used as a Conf",
                    stage: .resolving,
                    position: node.position,
                    fix: "the top level must be a map of keys such as receivers and service"
                )
            )
        }
        return node.splittingKeys()
    }
}
