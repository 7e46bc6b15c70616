/// What a distribution says of itself.
public struct BuildInfo: Sendable, Hashable {
    /// The name of the binary.
    public var command: String

    /// One sentence on the distribution; also the product in clients' `User-Agent`.
    public var description: String

    /// The distribution's version.
    public var version: String

    /// A distribution called `command`.
    public init(command: String, description: String, version: String) {
        self.command = command
        self.description = description
        self.version = version
    }
}
