/// How a log line looks: upstream's console or JSON shape.
package enum LogFormat: Sendable {
    case console
    case json

    /// One line with its end; it leaves out what is nil.
    package func line(
        time: String?,
        level: LogLevel?,
        caller: String?,
        message: String,
        fields: [LogField]
    ) -> String {
        switch self {
        case .console:
            var line = ""
            if let time { line += "\(time)\t" }
            if let level { line += "\(level)\t" }
            if let caller { line += "\(caller)\t" }
            line += message
            guard !fields.isEmpty else { return line + "\n" }
            var json = LogJSON(isSpaced: true)
            json.object(fields)
            return "\(line)\t\(json.text)\n"
        case .json:
            var head: [LogField] = []
            if let level { head.append(LogField("level", .string("\(level)"))) }
            if let time { head.append(LogField("ts", .string(time))) }
            if let caller { head.append(LogField("caller", .string(caller))) }
            head.append(LogField("msg", .string(message)))
            var json = LogJSON(isSpaced: false)
            json.object(head + fields)
            return json.text + "\n"
        }
    }
}

/// Fields as JSON on one line, with upstream's spacing.
private struct LogJSON {
    private(set) var text = ""
    private let comma: String
    private let colon: String

    /// A writer that puts spaces after `:` and `,` or does not.
    init(isSpaced: Bool) {
        comma = isSpaced ? ", " : ","
        colon = isSpaced ? ": " : ":"
    }

    mutating func object(_ fields: [LogField]) {
        text += "{"
        for (index, field) in fields.enumerated() {
            if index > 0 { text += comma }
            string(field.key)
            text += colon
            value(field.value)
        }
        text += "}"
    }

    private mutating func value(_ value: LogValue) {
        switch value {
        case .string(let value): string(value)
        case .int(let value): text += "\(value)"
        case .double(let value) where value.isFinite: text += "\(value)"
        case .double(let value): string("\(value)")
        case .bool(let value): text += value ? "true" : "false"
        case .object(let fields): object(fields)
        case .list(let values):
            text += "["
            for (index, element) in values.enumerated() {
                if index > 0 { text += comma }
                self.value(element)
            }
            text += "]"
        }
    }

    private mutating func string(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
