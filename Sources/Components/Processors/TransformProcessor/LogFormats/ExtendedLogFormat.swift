internal import OTTL
internal import Pdata

/// A block of W3C's Extended Log Format: directives such as `#Fields: date time`, and lines with values.
enum ExtendedLogFormat {
    private static let directives = [
        "version": "elf.version", "software": "elf.software", "date": "elf.date", "start-date": "elf.start_date",
        "end-date": "elf.end_date", "remark": "elf.remark",
    ]

    /// What the block in `text` consists of.
    static func parse(_ text: String) throws(EvaluationError) -> [Attribute] {
        guard !text.isEmpty else { throw EvaluationError("cannot parse empty ELF message") }
        var entries: [Attribute] = []
        var lines: [AttributeValue] = []
        var fields: [String] = []
        for rawLine in text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            let line = String(Substring(rawLine)).trimmingWhitespace()
            guard !line.isEmpty else { continue }
            guard line.utf8.first == UInt8(ascii: "#") else {
                guard !fields.isEmpty else {
                    throw EvaluationError("invalid ELF: data entry found before #Fields directive")
                }
                lines.append(.map(entry(fields, try values(in: line))))
                continue
            }
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                // Lines that follow would get the wrong names.
                if line.dropFirst().trimmingWhitespace().lowercased().hasPrefix("fields") {
                    throw EvaluationError("invalid ELF: malformed #Fields directive \"\(line)\"")
                }
                continue
            }
            let key = line[..<colon].dropFirst().trimmingWhitespace().lowercased()
            let value = line[line.utf8.index(after: colon)...].trimmingWhitespace()
            if key == "fields" { fields = value.words() }
            if let name = directives[key] { entries.upsert(Attribute(name, .string(value))) }
        }
        guard entries.contains(where: { $0.key == "elf.version" }) else {
            throw EvaluationError("invalid ELF: missing #Version directive")
        }
        entries.append(Attribute("elf.fields", .array(fields.map { .string($0) })))
        entries.append(Attribute("elf.entries", .array(lines)))
        return entries
    }

    /// The values under the fields' names; a dash for one that is missing.
    private static func entry(_ fields: [String], _ values: [String]) -> [Attribute] {
        var entry: [Attribute] = []
        for (index, field) in fields.enumerated() {
            entry.upsert(Attribute(field, .string(index < values.count ? values[index] : "-")))
        }
        return entry
    }

    /// The values of a line: between spaces or tabs, or in quotes, in which two stand for one.
    private static func values(in line: String) throws(EvaluationError) -> [String] {
        var values: [String] = []
        var rest = Array(line.utf8)[...]
        while let first = rest.first {
            switch first {
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                rest.removeFirst()
            case UInt8(ascii: "\""):
                guard let value = quoted(&rest) else {
                    throw EvaluationError("invalid ELF: unterminated quoted value in data line: \"\(line)\"")
                }
                values.append(String(decoding: value, as: UTF8.self))
            default:
                let value = rest.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
                values.append(String(decoding: value, as: UTF8.self))
                rest = rest.dropFirst(value.count)
            }
        }
        return values
    }

    /// Takes the value that begins with a quote; nil when it does not end.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        var value: [UInt8] = []
        rest.removeFirst()
        while let byte = rest.popFirst() {
            guard byte == quote else {
                value.append(byte)
                continue
            }
            guard rest.first == quote else { return value }
            value.append(quote)
            rest.removeFirst()
        }
        return nil
    }
}
