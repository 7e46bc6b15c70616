/// What a component is in a pipeline.
public enum ComponentKind: String, CaseIterable, Sendable, Hashable, CustomStringConvertible {
    case receiver
    case processor
    case exporter
    case connector
    case `extension`
    case provider

    /// The lower-case word used in logs and self-telemetry.
    public var description: String { rawValue }

    /// The key of the configuration section that holds components of this kind, such as `receivers`.
    public var section: String { rawValue + "s" }
}
