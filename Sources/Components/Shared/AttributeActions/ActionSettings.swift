public import CollectorConfig

/// The settings of one action on attributes.
///
/// What is wrong with an action is found by ``AttributeActions/init(_:)``, which knows the action's number.
public struct ActionSettings: Settings {
    /// What is done, such as `insert`; letter case does not matter.
    public var action = ""

    /// The attribute that it is done to.
    public var key = ""

    /// The value that is written.
    public var value: ConfigNode?

    /// The attribute whose value is written.
    public var fromAttribute = ""

    /// What is known of the client that is written.
    public var fromContext = ""

    /// The value that is written when there is no other.
    public var defaultValue: ConfigNode?

    /// A regular expression for values, or for keys.
    public var pattern = ""

    /// The type that a value is converted to.
    public var convertedType = ""

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "action",
            \.action,
            "What is done: `insert` where there is no such attribute, `update` where there is one, `upsert` in both "
                + "cases, `delete`, `hash` (SHA-256), `extract` by a regular expression, or `convert` to another type."
        ),
        Setting("key", \.key, "The attribute; `delete` and `hash` can do with a `pattern`."),
        Setting(
            "value",
            \.value,
            "The value to write, of the type that YAML gives it; lists and maps are values, too."
        ),
        Setting("from_attribute", \.fromAttribute, "The attribute whose value is written."),
        Setting(
            "from_context",
            \.fromContext,
            "What is known of the client: `metadata.<key>`, `auth.<attribute>` or `client.address`; anything else is a "
                + "key of metadata. Several values are joined by `;`."
        ),
        Setting("default_value", \.defaultValue, "The value to write when the source has none."),
        Setting(
            "pattern",
            \.pattern,
            "A regular expression in RE2's syntax: for `extract` its named groups become attributes, for `delete` and "
                + "`hash` it chooses keys. It matches anywhere unless it is anchored."
        ),
        Setting("converted_type", \.convertedType, "What `convert` makes of the value: `int`, `double` or `string`."),
    ]
}
