/// Everything that generated code says of a distribution: what it is called, and the factories linked into it.
public struct Distribution: Sendable {
    /// A factory, and where the user's manifest took it from.
    public struct Entry<F: Sendable>: Sendable {
        /// The factory.
        public let factory: F

        /// The manifest's words for it, such as `go.opentelemetry.io/collector/receiver/otlpreceiver v0.115.0`.
        public let module: String

        /// `factory`, listed in the manifest as `module`.
        public init(_ factory: F, module: String) {
            self.factory = factory
            self.module = module
        }
    }

    /// What the distribution is called.
    public var build: BuildInfo
    /// The receivers linked into it.
    public var receivers: [Entry<any ReceiverFactory>] = []
    /// The processors linked into it.
    public var processors: [Entry<any ProcessorFactory>] = []
    /// The exporters linked into it.
    public var exporters: [Entry<any ExporterFactory>] = []
    /// The connectors linked into it.
    public var connectors: [Entry<any ConnectorFactory>] = []
    /// The extensions linked into it.
    public var extensions: [Entry<any ExtensionFactory>] = []
    /// The configuration providers linked into it.
    public var providers: [Entry<any ProviderFactory>] = []

    /// The scheme of `${NAME}` without one.
    public var defaultScheme = "env"

    /// Identifies the generated sources that this binary was built from.
    public var identity = ""

    /// What this binary was built from, as YAML: the manifest, the lock and the revision. Empty where nobody noted it.
    public var provenance = ""

    /// A distribution without components.
    public init(_ build: BuildInfo) {
        self.build = build
    }
}
