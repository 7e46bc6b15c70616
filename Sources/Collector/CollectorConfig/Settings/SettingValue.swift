/// A type that a setting can have.
///
/// The library's are `Bool`, the integers, `Double`, `String`, `Duration`, ``Secret``, ``HeaderList``, ``ConfigNode``
/// (anything), arrays, `[String: T]`, optionals, ``Section``, blocks of ``Settings``, and enums of strings that are
/// `CaseIterable` and declare the conformance. For a type written as one word, conform to ``TextSettingValue``.
public protocol SettingValue: Sendable {
    /// The type's name in messages and documentation, such as `int`.
    static var typeName: String { get }

    /// The value that `node` stands for; nil after reporting to `context` why there is none.
    ///
    /// - Parameter current: the value without `node`, for types of which a node may say a part only.
    static func decode(_ node: ConfigNode, default current: Self?, _ context: inout DecodingContext) -> Self?

    /// The value as a user would write it.
    func encode(_ options: EncodingOptions) -> ConfigNode

    /// The JSON Schema of what may be written.
    ///
    /// - Parameter current: the value when nothing is written.
    static func schema(default current: Self?) -> ConfigNode

    /// The settings inside, for documentation.
    ///
    /// - Parameter current: the value when nothing is written.
    static func nested(default current: Self?) -> [SettingDescription]

    /// Judges a value of which nothing was written.
    func validateUnwritten(_ node: ConfigNode, _ context: inout DecodingContext)

    /// The message for `text`, which is none of the values of an enum of strings, in words that users search for; nil for
    /// one that names the key.
    static func message(refusing text: String) -> String?
}

extension SettingValue {
    /// No settings inside.
    public static func nested(default current: Self?) -> [SettingDescription] { [] }

    /// A value that cannot be wrong by default.
    public func validateUnwritten(_ node: ConfigNode, _ context: inout DecodingContext) {}

    /// The message that names the key.
    public static func message(refusing text: String) -> String? { nil }
}
