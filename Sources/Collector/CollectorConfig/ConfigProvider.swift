/// Reads configuration from the places that one URI scheme names.
public protocol ConfigProvider: Sendable {
    /// The scheme, such as `file`.
    var scheme: String { get }
}
