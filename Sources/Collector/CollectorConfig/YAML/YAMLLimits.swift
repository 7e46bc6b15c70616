/// What one configuration source may be, so that no input costs unbounded time or memory.
enum YAMLLimits {
    /// UTF-8 bytes of text.
    static let bytes = 16 << 20

    /// UTF-8 bytes written while references inside text are replaced.
    static let expansion = 4 << 20

    /// Levels of nesting.
    static let depth = 100

    /// Values, those that aliases and merge keys repeat counted again.
    static let nodes = 200_000
}
