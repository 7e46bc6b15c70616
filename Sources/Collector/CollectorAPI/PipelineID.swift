public import Pdata

/// The id of a pipeline: `signal` or `signal/name`.
public struct PipelineID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What the pipeline carries.
    public let signal: Signal

    /// What tells apart several pipelines of one signal; empty for the only one.
    public let name: String

    /// The pipeline `signal/name`, or `signal` when `name` is empty.
    public init(_ signal: Signal, name: String = "") {
        self.signal = signal
        self.name = name
    }

    /// Reads `signal[/name]`, white space around either part ignored.
    ///
    /// - Throws: `IDError` in upstream's words.
    public init(parsing text: String) throws(IDError) {
        let parts = try IDParts(parsing: text)
        guard let signal = Signal(rawValue: parts.head) else {
            throw IDError("unknown pipeline signal: \"\(parts.head)\"")
        }
        self.init(signal, name: parts.name)
    }

    /// The id as written in configuration.
    public var description: String { name.isEmpty ? signal.rawValue : "\(signal.rawValue)/\(name)" }

    /// By signal, then name.
    public static func < (lhs: PipelineID, rhs: PipelineID) -> Bool { (lhs.signal, lhs.name) < (rhs.signal, rhs.name) }
}
