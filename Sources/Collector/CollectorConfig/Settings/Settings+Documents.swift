extension Settings {
    /// The block's JSON Schema (draft 2020-12), as text.
    public static func jsonSchema(title: String) -> String {
        let head = ConfigNode.map([
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": ConfigNode(.string(title)),
        ])
        return ConfigNode(.mapping(head.entries + schema(default: nil).entries)).json()
    }

    /// The block's settings as a Markdown table for a component's README, and the keys that are not available yet below.
    ///
    /// Keys of blocks inside are joined by `::`.
    public static func markdownTable() -> String {
        var rows: [String] = []
        var unavailable: [String] = []
        append(nested(default: nil), prefix: "", to: &rows, &unavailable)
        var text = (["| Key | Type | Default | Description |", "| --- | --- | --- | --- |"] + rows)
            .map { $0 + "\n" }.joined()
        if !unavailable.isEmpty {
            text += "\nKnown and not available yet, so that writing them is an error that says why: "
            text += unavailable.map { "`\($0)`" }.joined(separator: ", ") + ".\n"
        }
        return text
    }

    private static func append(
        _ settings: [SettingDescription],
        prefix: String,
        to rows: inout [String],
        _ unavailable: inout [String]
    ) {
        for setting in settings {
            let key = prefix + setting.key
            guard setting.defaultValue != nil else {
                unavailable.append(key)
                continue
            }
            var text = setting.summary
            if let rule = setting.rule { text += " Must be \(rule)." }
            if let deprecated = setting.deprecated { text += " Deprecated: \(deprecated)." }
            let cells = ["`\(key)`", setting.typeName, shownDefault(setting), text].map(escaped)
            rows.append("| \(cells.joined(separator: " | ")) |")
            append(setting.nested, prefix: key + "::", to: &rows, &unavailable)
        }
    }

    /// A block's default is that of the rows below it; an optional one's says whether it is on.
    private static func shownDefault(_ setting: SettingDescription) -> String {
        guard let value = setting.defaultValue else { return "" }
        if setting.typeName == optionalMap { return value["enabled"] == false ? "off" : "on" }
        return setting.nested.isEmpty ? "`\(value.flowText)`" : ""
    }

    private static func escaped(_ cell: String) -> String {
        String(cell.flatMap { $0 == "|" ? "\\|" : $0.isNewline ? " " : String($0) })
    }
}
