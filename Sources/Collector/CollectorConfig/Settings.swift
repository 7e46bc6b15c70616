/// A block of settings: a value type whose keys, defaults, constraints and documentation are declared once.
public protocol Settings: Sendable {
    /// The block with every default.
    init()
}
