extension ConfigNode: SettingValue {
    /// `any`.
    public static var typeName: String { "any" }

    /// The node itself.
    public static func decode(
        _ node: ConfigNode,
        default current: ConfigNode?,
        _ context: inout DecodingContext
    ) -> ConfigNode? { node }

    /// The node itself.
    public func encode(_ options: EncodingOptions) -> ConfigNode { self }

    /// Anything.
    public static func schema(default current: ConfigNode?) -> ConfigNode { .map([:]) }
}
