/// What documentation and schema say of a setting.
public struct SettingDescription: Sendable {
    /// The key.
    public var key: String

    /// The type's name.
    public var typeName: String

    /// The value when nothing is written; nil for a setting that is not available.
    public var defaultValue: ConfigNode?

    /// The documentation, in one sentence.
    public var summary: String

    /// The constraint, as the end of "must be …".
    public var rule: String?

    /// What to use instead, if the setting is going away.
    public var deprecated: String?

    /// The JSON Schema of what may be written, documentation included.
    public var schema: ConfigNode

    /// The settings inside, for a block.
    public var nested: [SettingDescription]
}
