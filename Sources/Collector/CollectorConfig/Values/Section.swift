/// A block that can be on or off.
///
/// Writing the block's key turns it on, with nothing under it or with settings; `enabled: false` among them turns it off.
/// The block itself declares no key `enabled`.
public enum Section<Block: Settings>: Sendable {
    /// Off; when written, the block begins with its own defaults.
    case absent

    /// Off; when written, the block begins with this.
    case `default`(Block)

    /// On.
    case some(Block)

    /// The block, if it is on.
    public var value: Block? {
        guard case .some(let block) = self else { return nil }
        return block
    }

    /// Whether the block is on.
    public var isEnabled: Bool { value != nil }
}

extension Section: SettingValue {
    /// `optional map`.
    public static var typeName: String { optionalMap }

    /// The block, on unless `enabled` says otherwise.
    public static func decode(_ node: ConfigNode, default current: Section?, _ context: inout DecodingContext)
        -> Section?
    {
        var isEnabled = true
        if let enabled = node[enabledKey] {
            guard let value = enabled.bool else {
                context.error(
                    "unexpected type \(enabled.typeName) for 'enabled': got '\(enabled.flowText)' value expected 'true' or 'false'",
                    at: enabled
                )
                return nil
            }
            isEnabled = value
        }
        let start = current?.start ?? Block()
        guard isEnabled else {
            // What is off is still checked for unknown keys and types, but need not be complete.
            var probe = context
            let seen = probe.diagnostics.count
            _ = Block.decode(node, default: start, alsoKnown: [enabledKey], &probe)
            let failed = probe.diagnostics[seen...].filter { $0.stage == .decoding }
            for diagnostic in failed { context.record(diagnostic) }
            return failed.hasErrors ? nil : .absent
        }
        return Block.decode(node, default: start, alsoKnown: [enabledKey], &context).map { .some($0) }
    }

    /// The block, or `enabled: false`.
    public func encode(_ options: EncodingOptions) -> ConfigNode { value?.encode(options) ?? .map(["enabled": false]) }

    /// The block's, with the key `enabled`.
    public static func schema(default current: Section?) -> ConfigNode {
        objectSchema(nested(default: current) + [enabledDescription(current)])
    }

    /// The block's settings.
    public static func nested(default current: Section?) -> [SettingDescription] {
        Block.nested(default: current?.start)
    }

    /// Judges the block, if it is on.
    public func validateUnwritten(_ node: ConfigNode, _ context: inout DecodingContext) {
        value?.validateUnwritten(node, &context)
    }

    /// What the block begins with.
    private var start: Block? {
        switch self {
        case .absent: nil
        case .default(let block), .some(let block): block
        }
    }

    private static func enabledDescription(_ current: Section?) -> SettingDescription {
        SettingDescription(
            key: enabledKey,
            typeName: Bool.typeName,
            defaultValue: nil,
            summary: "",
            rule: nil,
            deprecated: nil,
            schema: .map([
                "description": "Turns the block off while it stays written.", "default": true,
                "anyOf": orReference(Bool.schema(default: nil))["anyOf"] ?? [],
            ]),
            nested: []
        )
    }
}

private let enabledKey = "enabled"

/// The type's name, by which documentation knows it.
let optionalMap = "optional map"
