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

    public var build: BuildInfo
    public var receivers: [Entry<any ReceiverFactory>] = []
    public var processors: [Entry<any ProcessorFactory>] = []
    public var exporters: [Entry<any ExporterFactory>] = []
    public var connectors: [Entry<any ConnectorFactory>] = []
    public var extensions: [Entry<any ExtensionFactory>] = []
    public var providers: [Entry<any ProviderFactory>] = []

    /// The scheme of `${NAME}` without one.
    public var defaultScheme = "env"

    /// Identifies the generated sources that this binary was built from.
    public var identity = ""

    /// A distribution without components.
    public init(_ build: BuildInfo) {
        self.build = build
    }
}
