extension Settings {
    /// The block's JSON Schema (draft 2020-12), as text.
    public static func jsonSchema(title: String) -> String {
        let head = ConfigNode.map([
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": ConfigNode(.string(title)),
        ])
        return ConfigNode(.mapping(head.entries + schema(default: nil).entries)).json()
    }

    /// The block's settings as a Markdown table for a component's README.
    ///
    /// Keys of blocks inside are joined by `::`.
    public static func markdownTable() -> String {
        var lines = ["| Key | Type | Default | Description |", "| --- | --- | --- | --- |"]
        appendRows(nested(default: nil), prefix: "", to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func appendRows(_ settings: [SettingDescription], prefix: String, to lines: inout [String]) {
        for setting in settings {
            let key = prefix + setting.key
            var text = setting.summary
            if let rule = setting.rule { text += " Must be \(rule)." }
            if let deprecated = setting.deprecated { text += " Deprecated: \(deprecated)." }
            let cells = ["`\(key)`", setting.typeName, shownDefault(setting), text].map(escaped)
            lines.append("| \(cells.joined(separator: " | ")) |")
            appendRows(setting.nested, prefix: key + "::", to: &lines)
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
