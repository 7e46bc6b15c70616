internal import OTTL
internal import Pdata
internal import RegularExpressions

/// The lines that web servers write for requests.
struct CommonLogFormat: Sendable {
    /// Which fields a line has.
    enum Variant: String, CaseIterable {
        case clf
        /// With the referer and the user agent.
        case combined
    }

    private let variant: Variant
    private let pattern: RegularExpression

    init(_ variant: Variant) throws(RegularExpressionError) {
        let quoted = #""((?:[^"\\]|\\.)*)""#
        let common = #"(\S+) (\S+) (\S+) \[([^\]]+)\] "# + quoted + #" (\S+) (\S+)"#
        self.variant = variant
        pattern = try RegularExpression("^\(common)\(variant == .combined ? " \(quoted) \(quoted)" : "")$")
    }

    /// The fields of the line `text`.
    func parse(_ text: String) throws(EvaluationError) -> [Attribute] {
        guard !text.isEmpty else { throw EvaluationError("cannot parse empty CLF message") }
        guard let groups = pattern.groups(in: text.trimmingWhitespace()) else {
            throw EvaluationError("invalid CLF message: does not match expected \"\(variant.rawValue)\" format")
        }
        let texts = groups.map { $0 ?? "" }
        var entries = zip(["remote_host", "rfc931", "authuser", "timestamp"], texts).map {
            Attribute("clf.\($0)", .string($1))
        }
        let request = Self.unescaped(texts[4])
        entries.append(Attribute("clf.request", .string(request)))
        let parts = request.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3 {
            entries += zip(["method", "request_uri", "protocol"], parts).map {
                Attribute("clf.\($0)", .string(String($1)))
            }
        }
        guard let status = Int64(texts[5]) else { throw EvaluationError("invalid status code \"\(texts[5])\"") }
        entries.append(Attribute("clf.status", .int(status)))
        if texts[6] != "-" {
            guard let bytes = Int64(texts[6]) else { throw EvaluationError("invalid bytes value \"\(texts[6])\"") }
            entries.append(Attribute("clf.bytes", .int(bytes)))
        }
        if variant == .combined {
            entries.append(Attribute("clf.referer", .string(Self.unescaped(texts[7]))))
            entries.append(Attribute("clf.user_agent", .string(Self.unescaped(texts[8]))))
        }
        return entries
    }

    /// `text` without the escapes of Apache and nginx; what is none stays.
    private static func unescaped(_ text: String) -> String {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            if let meant = escapes[next] {
                result.append(meant)
            } else if next == UInt8(ascii: "x"), let code = Self.code(rest.prefix(2)) {
                result.append(code)
                rest = rest.dropFirst(2)
            } else {
                result += [byte, next]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func code(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.first != UInt8(ascii: "+") else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "n"): 10,
        UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
        UInt8(ascii: "v"): 11,
    ]
}
