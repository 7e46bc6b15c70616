/// A place in a configuration where a component names another.
public struct ConfigReference: Sendable {
    /// What is named.
    public enum Target: Sendable, Hashable {
        /// An extension, which must be enabled.
        case `extension`
        /// An exporter of the pipeline that the processor which names it is in.
        case exporter
    }

    /// What kind of component is named.
    public let target: Target

    /// The component's id as written.
    public let id: String

    /// The error where there is no such component.
    public let notFound: String

    /// The keys that lead there.
    public let path: [String]

    /// Where it is written.
    public let position: SourcePosition?
}
