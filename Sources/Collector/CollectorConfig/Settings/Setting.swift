/// One declared key of a block of settings.
public struct Setting<Owner: Settings>: Sendable {
    /// The keys that it reads: one, or those of an embedded block.
    let keys: @Sendable () -> [String]

    /// Takes what it reads out of a mapping.
    let read: @Sendable (_ node: ConfigNode, _ owner: inout Owner, _ context: inout DecodingContext) -> Void

    /// Appends its entries.
    let write: @Sendable (_ owner: Owner, _ options: EncodingOptions, _ entries: inout [ConfigEntry]) -> Void

    /// Documents it, with the owner's value as default.
    let describe: @Sendable (_ owner: Owner) -> [SettingDescription]

    /// The setting `key`, kept in the property at `property`.
    ///
    /// - Parameters:
    ///   - summary: the user's documentation, in one sentence.
    ///   - constraint: what the value must fulfil beyond its type; the default is not checked.
    ///   - deprecated: what to use instead, said in a warning when the key is written.
    public init<Value: SettingValue>(
        _ key: String,
        _ property: any WritableKeyPath<Owner, Value> & Sendable,
        _ summary: String,
        _ constraint: Constraint<Value>? = nil,
        deprecated: String? = nil
    ) {
        keys = { [key] }
        read = { node, owner, context in
            guard let value = node[key] else {
                let current = owner[keyPath: property]
                context.inside(key, node) { current.validateUnwritten(node, &$0) }
                return
            }
            let outer = context.path
            context.inside(key, value) { context in
                if let deprecated {
                    context.warning("'\(key)' is deprecated", at: value, fix: deprecated)
                }
                guard let decoded = Value.decode(value, default: owner[keyPath: property], &context) else { return }
                owner[keyPath: property] = decoded
                constraint?.check(decoded, value, outer, &context)
            }
        }
        write = { owner, options, entries in
            entries.append(ConfigEntry(key, owner[keyPath: property].encode(options)))
        }
        describe = { owner in
            let value = owner[keyPath: property]
            var description = SettingDescription(
                key: key,
                typeName: Value.typeName,
                defaultValue: value.encode(EncodingOptions(redacted: false)),
                summary: summary,
                rule: constraint?.rule,
                deprecated: deprecated,
                schema: nil,
                nested: Value.nested(default: value)
            )
            description.schema = propertySchema(
                Value.schema(default: value),
                constraint: constraint?.schema ?? [],
                description
            )
            return [description]
        }
    }

    private init(
        keys: @escaping @Sendable () -> [String],
        read: @escaping @Sendable (ConfigNode, inout Owner, inout DecodingContext) -> Void,
        write: @escaping @Sendable (Owner, EncodingOptions, inout [ConfigEntry]) -> Void,
        describe: @escaping @Sendable (Owner) -> [SettingDescription]
    ) {
        self.keys = keys
        self.read = read
        self.write = write
        self.describe = describe
    }

    /// The keys of the block at `property`, written beside the owner's own.
    public static func embedded<Block: Settings>(_ property: any WritableKeyPath<Owner, Block> & Sendable) -> Setting {
        Setting(
            keys: { Block.keys },
            read: { node, owner, context in owner[keyPath: property].readFields(node, &context) },
            write: { owner, options, entries in entries += owner[keyPath: property].encode(options).entries },
            describe: { owner in Block.nested(default: owner[keyPath: property]) }
        )
    }

    /// A key that upstream has and this collector does not yet: writing it is an error.
    ///
    /// - Parameters:
    ///   - message: what is not available.
    ///   - fix: what the user can do.
    ///   - accepted: values that ask for nothing and are let through.
    public static func unavailable(
        _ key: String,
        _ message: String,
        fix: String? = nil,
        unless accepted: @escaping @Sendable (ConfigNode) -> Bool = { _ in false }
    ) -> Setting {
        Setting(
            keys: { [key] },
            read: { node, _, context in
                guard let value = node[key], !accepted(value) else { return }
                context.inside(key, value) { $0.error(message, at: value, fix: fix) }
            },
            write: { _, _, _ in },
            describe: { _ in
                let schema = unavailableSchema(message, fix: fix, accepted)
                return [
                    SettingDescription(
                        key: key,
                        typeName: "not available yet",
                        defaultValue: nil,
                        summary: message,
                        rule: nil,
                        deprecated: nil,
                        schema: schema,
                        nested: []
                    )
                ]
            }
        )
    }
}

extension Constraint {
    /// Reports a violation: in the author's words for the block, else in ours for the key.
    fileprivate func check(
        _ value: Value,
        _ node: ConfigNode,
        _ block: [String],
        _ context: inout DecodingContext
    ) {
        guard !allows(value) else { return }
        if let message {
            context.violation(message, at: node, in: block)
        } else {
            let found = value.encode(EncodingOptions()).flowText
            context.violation("must be \(rule), found \(found)", at: node, in: context.path)
        }
    }
}
