internal import OTTL
internal import Pdata

/// QRadar's Log Event Extended Format: `LEEF:2.0|vendor|product|version|event|delimiter|key=value…`.
enum LogEventExtendedFormat {
    private static let headerNames = ["vendor", "product.name", "product.version", "event.id"]

    /// What the event in `text` consists of; what is before it, such as syslog's header, is left out.
    static func parse(_ text: String) throws(EvaluationError) -> [Attribute] {
        guard !text.isEmpty else { throw EvaluationError("cannot parse empty LEEF message") }
        guard let start = text.utf8Offset(of: "LEEF:") else {
            throw EvaluationError("invalid LEEF message: 'LEEF:' not found")
        }
        let message = String(decoding: Array(text.utf8.dropFirst(start + 5)), as: UTF8.self).parts(pipe, limit: 2)
        guard message.count == 2 else {
            throw EvaluationError("invalid LEEF message: missing pipe delimiter in header")
        }
        let version = message[0]
        guard version == "1.0" || version == "2.0" else {
            throw EvaluationError("unsupported LEEF version: \(version) (supported: 1.0, 2.0)")
        }
        var header = message[1].parts(pipe, limit: 5)
        guard header.count >= headerNames.count else {
            throw EvaluationError(
                "invalid LEEF \(version) header: expected at least 4 fields (vendor, product, version, eventID), got "
                    + "\(header.count)"
            )
        }
        var rest = header.count > headerNames.count ? header.removeLast() : ""
        var delimiter = UInt8(ascii: "\t")
        // Version 2 may state a delimiter before the attributes, none of which is without an equals sign.
        if version == "2.0" {
            let parts = rest.parts(pipe, limit: 2)
            if !parts[0].utf8.contains(equals) {
                delimiter = try Self.delimiter(parts[0])
                rest = parts.count > 1 ? parts[1] : ""
            }
        }
        let fields = zip(["version"] + headerNames, [version] + header).map { Attribute("leef.\($0)", .string($1)) }
        return fields + [Attribute("leef.attributes", .map(attributes(in: rest, delimiter)))]
    }

    private static let pipe = UInt8(ascii: "|")
    private static let equals = UInt8(ascii: "=")

    private static func delimiter(_ text: String) throws(EvaluationError) -> UInt8 {
        guard !text.isEmpty else { return UInt8(ascii: "\t") }
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            let digits = text.utf8.dropFirst(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"),
                let byte = UInt8(String(Substring(digits)), radix: 16)
            else {
                throw EvaluationError("invalid LEEF 2.0 delimiter: invalid hex delimiter \"\(text)\"")
            }
            return byte
        }
        guard let byte = text.utf8.first, text.utf8.count == 1 else {
            throw EvaluationError(
                "invalid LEEF 2.0 delimiter: delimiter must be a single character or 0x-prefixed hex value, got "
                    + "\"\(text)\""
            )
        }
        return byte
    }

    /// Keys with values; what is none is left out, and of those with the same key the last counts.
    private static func attributes(in text: String, _ delimiter: UInt8) -> [Attribute] {
        var entries: [Attribute] = []
        for pair in text.utf8.split(separator: delimiter) {
            let parts = pair.split(separator: equals, maxSplits: 1, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard parts.count == 2, !parts[0].isEmpty else { continue }
            entries.upsert(Attribute(parts[0], .string(parts[1])))
        }
        return entries
    }
}
