extension Settings {
    /// A block is a map.
    public static var typeName: String { "map" }

    /// The block with what `node` says over `current`, then validated.
    public static func decode(_ node: ConfigNode, default current: Self?, _ context: inout DecodingContext) -> Self? {
        decode(node, default: current, alsoKnown: [], &context)
    }

    /// As the other, with keys that someone else has read.
    static func decode(
        _ node: ConfigNode,
        default current: Self?,
        alsoKnown: [String],
        _ context: inout DecodingContext
    ) -> Self? {
        switch node.value {
        case .null, .mapping: break
        case .bool, .int, .uint, .double, .string, .sequence:
            let subject = context.name.isEmpty ? "" : "\(context.name) "
            context.error("\(subject)expected a map or struct, got \"\(node.typeName)\"", at: node, fix: fix(for: node))
            return nil
        }
        let node = ignoresLetterCase ? inLowerCase(node, &context) : node
        reportUnknownKeys(node, known: keys + alsoKnown, &context)
        var settings = current ?? Self()
        settings.readFields(node, &context)
        return settings
    }

    /// Where a list belongs that is written in the block's place; nil unless there is one such place.
    private static func fix(for node: ConfigNode) -> String? {
        guard case .sequence = node.value else { return nil }
        let lists = nested(default: nil).filter { $0.typeName.hasPrefix("list of") }
        return lists.count == 1 ? "write the list below '\(lists[0].key)'" : nil
    }

    /// Reads every field from the mapping `node`, then validates if nothing failed.
    mutating func readFields(_ node: ConfigNode, _ context: inout DecodingContext) {
        let failures = context.failures
        for field in Self.fields {
            field.read(node, &self, &context)
        }
        guard context.failures == failures else { return }
        var report = ValidationReport(node: node, path: context.path)
        validate(&report)
        for found in report.diagnostics {
            context.report(
                found.severity,
                found.message,
                stage: .validation,
                position: found.position,
                in: found.path,
                fix: found.fix
            )
        }
    }

    /// The block as a mapping of every field.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        var entries: [ConfigEntry] = []
        for field in Self.fields {
            field.write(self, options, &entries)
        }
        return ConfigNode(.mapping(entries))
    }

    /// An object of the described properties and no others.
    public static func schema(default current: Self?) -> ConfigNode {
        let properties = nested(default: current)
        guard ignoresLetterCase else { return objectSchema(properties) }
        let older = properties.map { property in
            var older = property
            older.key = property.key.prefix(1).uppercased() + property.key.dropFirst()
            older.schema = ConfigNode(.mapping(property.schema.entries + [ConfigEntry("deprecated", true)]))
            return older
        }
        return objectSchema(properties + older)
    }

    /// The fields, those of embedded blocks among them.
    public static func nested(default current: Self?) -> [SettingDescription] {
        let settings = current ?? Self()
        return fields.flatMap { $0.describe(settings) }
    }

    /// Judges the defaults.
    public func validateUnwritten(_ node: ConfigNode, _ context: inout DecodingContext) {
        var copy = self
        copy.readFields(ConfigNode(.null, position: node.position), &context)
    }

    /// Every key of the block.
    static var keys: [String] { fields.flatMap { $0.keys() } }

    /// `node` with the keys in lower case that are known so.
    private static func inLowerCase(_ node: ConfigNode, _ context: inout DecodingContext) -> ConfigNode {
        let known = keys
        guard node.entries.contains(where: { !known.contains($0.key) }) else { return node }
        var result = node
        result.value = .mapping(
            node.entries.map { entry in
                let key = entry.key.lowercased()
                guard !known.contains(entry.key), known.contains(key), node[key] == nil else { return entry }
                let place = ConfigNode(.null, position: entry.keyPosition ?? entry.value.position)
                context.warning("the key '\(entry.key)' is an older spelling", at: place, fix: "write '\(key)'")
                var renamed = entry
                renamed.key = key
                return renamed
            }
        )
        return result
    }

    private static func reportUnknownKeys(_ node: ConfigNode, known: [String], _ context: inout DecodingContext) {
        let subject = context.name.isEmpty ? "" : "\(context.name) "
        for entry in node.entries where !known.contains(entry.key) {
            let fix =
                nearestMatch(entry.key, in: known).map { "did you mean '\($0)'?" }
                ?? (known.isEmpty ? "no keys are allowed here" : "allowed: \(known.sorted().joined(separator: ", "))")
            let place = ConfigNode(.null, position: entry.keyPosition ?? entry.value.position)
            context.error("\(subject)has invalid keys: \(entry.key)", at: place, fix: fix)
        }
    }
}

/// The JSON Schema of a block with `properties`.
func objectSchema(_ properties: [SettingDescription]) -> ConfigNode {
    .map([
        "type": ["object", "null"],
        "properties": ConfigNode(.mapping(properties.map { ConfigEntry($0.key, $0.schema) })),
        "additionalProperties": false,
    ])
}
