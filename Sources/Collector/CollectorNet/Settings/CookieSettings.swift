public import CollectorConfig

/// The `cookies` block of HTTP clients, which says that cookies are sent back.
public struct CookieSettings: Settings {
    /// Nothing to set.
    public init() {}

    /// No keys beside `enabled`.
    public static let fields: [Setting<Self>] = []
}
