/// The settings of a component that has none.
public struct NoSettings: Settings {
    /// Nothing.
    public init() {}

    /// No keys.
    public static let fields: [Setting<NoSettings>] = []
}
