/// A block of settings: a value type whose keys, defaults, constraints and documentation are declared once.
///
/// ```swift
/// struct BatchSettings: Settings {
///     var size = 8192
///     var timeout = Duration.milliseconds(200)
///
///     static let fields: [Setting<Self>] = [
///         Setting("send_batch_size", \.size, "Items after which a batch is sent.", .atLeast(0)),
///         Setting("timeout", \.timeout, "Time after which a batch is sent whatever its size."),
///     ]
/// }
/// ```
///
/// A property's initial value is the default, and is stated nowhere else.
public protocol Settings: SettingValue {
    /// The block with every default.
    init()

    /// The keys, in the order of documentation.
    static var fields: [Setting<Self>] { get }

    /// Whether keys are known in any letter case, with a warning: for what older documentation shows with capitals.
    static var ignoresLetterCase: Bool { get }

    /// Reports what the settings have wrong together.
    ///
    /// Called after decoding, when each of the block's settings could be decoded, also when nothing was written. The
    /// blocks inside have been asked before.
    func validate(_ report: inout ValidationReport)
}

extension Settings {
    /// They are told apart by case.
    public static var ignoresLetterCase: Bool { false }

    /// Nothing that could be wrong.
    public func validate(_ report: inout ValidationReport) {}

    /// The settings that `node` holds, over the defaults; what cannot be decoded keeps its default and is reported.
    ///
    /// - Parameters:
    ///   - node: a mapping, or null for nothing but defaults.
    ///   - path: the keys that lead to `node`, such as `["receivers", "otlp"]`.
    ///   - diagnostics: gets everything found: if an error is among it, the result is not to be used.
    public static func decode(
        _ node: ConfigNode,
        at path: [String],
        into diagnostics: inout [ConfigDiagnostic]
    ) -> Self {
        var references: [ConfigReference] = []
        return decode(node, at: path, into: &diagnostics, &references)
    }

    /// As the other; `references` gets the components that the settings name.
    public static func decode(
        _ node: ConfigNode,
        at path: [String],
        into diagnostics: inout [ConfigDiagnostic],
        _ references: inout [ConfigReference]
    ) -> Self {
        var context = DecodingContext(path: path)
        let settings = decode(node, default: nil, &context)
        diagnostics += context.diagnostics
        references += context.references
        return settings ?? Self()
    }

    /// The settings as a configuration tree, defaults included.
    public func encoded(redacted: Bool) -> ConfigNode { encode(EncodingOptions(redacted: redacted)) }
}
