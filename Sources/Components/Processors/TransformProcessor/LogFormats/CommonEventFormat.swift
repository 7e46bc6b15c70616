internal import OTTL
internal import Pdata

/// ArcSight's Common Event Format: `CEF:0|vendor|product|version|class|name|severity|key=value …`.
enum CommonEventFormat {
    private static let headerNames = [
        "version", "device_vendor", "device_product", "device_version", "device_event_class_id", "name", "severity",
    ]

    /// What the event in `text` consists of; what is before it, such as syslog's header, is left out.
    static func parse(_ text: String) throws(EvaluationError) -> [Attribute] {
        guard !text.isEmpty else { throw EvaluationError("cannot parse empty CEF message") }
        guard let start = text.utf8Offset(of: "CEF:") else {
            throw EvaluationError("invalid CEF message: 'CEF:' not found")
        }
        let (header, extensions) = split(Array(text.utf8.dropFirst(start + 4)))
        guard header.count == headerNames.count else {
            throw EvaluationError(
                "invalid CEF header: expected at least \(headerNames.count) pipe-delimited fields (CEF:Version, Device "
                    + "Vendor, Device Product, Device Version, Device Event Class ID, Name, Severity), got \(header.count)"
            )
        }
        guard !header[0].isEmpty else { throw EvaluationError("invalid CEF message: missing version") }
        let fields = zip(headerNames, header).map {
            Attribute("cef.\($0)", .string(String(decoding: $1, as: UTF8.self)))
        }
        return fields + [Attribute("cef.extensions", .map(values(in: extensions)))]
    }

    /// The fields between pipes, without their escapes, and what is after the last.
    private static func split(_ bytes: [UInt8]) -> (header: [[UInt8]], extensions: ArraySlice<UInt8>) {
        var fields: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where index < bytes.count && [UInt8(ascii: "|"), byte].contains(bytes[index]):
                fields[fields.count - 1].append(bytes[index])
                index += 1
            case UInt8(ascii: "|"):
                if fields.count == headerNames.count { return (fields, bytes[index...]) }
                fields.append([])
            default:
                fields[fields.count - 1].append(byte)
            }
        }
        return (fields, [])
    }

    /// Keys with values, each of which goes on to the next key.
    private static func values(in bytes: ArraySlice<UInt8>) -> [Attribute] {
        var entries: [Attribute] = []
        var keys = keys(in: bytes)[...]
        while let key = keys.popFirst() {
            var value = bytes[(key.upperBound + 1)..<(keys.first.map { $0.lowerBound - 1 } ?? bytes.endIndex)]
            while value.last == UInt8(ascii: " ") { value.removeLast() }
            entries.upsert(Attribute(String(decoding: bytes[key], as: UTF8.self), .string(unescaped(value))))
        }
        return entries
    }

    /// Where keys lie: letters, digits and underscores between a space, or the start, and an equals sign.
    private static func keys(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
        var keys: [Range<Int>] = []
        var start: Int? = bytes.startIndex
        for (index, byte) in zip(bytes.indices, bytes) {
            switch byte {
            case UInt8(ascii: " "):
                start = index + 1
            case UInt8(ascii: "="):
                if let start, start < index { keys.append(start..<index) }
                start = nil
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                break
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                if start == index { start = nil }
            default:
                start = nil
            }
        }
        return keys
    }

    private static func unescaped(_ value: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var rest = value
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.first, let meant = escapes[next] else {
                result.append(byte)
                continue
            }
            result.append(meant)
            rest.removeFirst()
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "="): UInt8(ascii: "="),
        UInt8(ascii: "n"): UInt8(ascii: "\n"), UInt8(ascii: "r"): UInt8(ascii: "\r"),
    ]
}
