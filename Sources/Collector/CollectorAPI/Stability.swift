/// How much a component promises for one signal.
public enum Stability: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case undefined = "Undefined"
    case unmaintained = "Unmaintained"
    case deprecated = "Deprecated"
    case development = "Development"
    case alpha = "Alpha"
    case beta = "Beta"
    case stable = "Stable"

    /// The name as upstream prints it.
    public var description: String { rawValue }
}
