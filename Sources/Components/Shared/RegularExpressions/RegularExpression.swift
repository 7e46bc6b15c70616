internal import CRE2
public import Pdata

/// A regular expression in RE2's syntax, which is Go's: searched in linear time, anywhere in a text unless it is
/// anchored.
///
/// Compiled once; may be used from any thread.
public final class RegularExpression: Sendable {
    /// The pattern as it was written.
    public let pattern: String

    /// The names of the groups in order, nil for those without a name.
    public let groupNames: [String?]

    // Immutable, and RE2 searches from several threads.
    private nonisolated(unsafe) let compiled: OpaquePointer

    /// Compiles `pattern`.
    ///
    /// - Parameter allowsDuplicateNames: whether several groups may have one name.
    /// - Throws: what is wrong with it, in RE2's words.
    public init(_ pattern: String, allowsDuplicateNames: Bool = false) throws(RegularExpressionError) {
        let capacity = 512
        var reason = [CChar](repeating: 0, count: capacity)
        var spelled = Self.spelledForRE2(pattern)
        let compiled = spelled.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, &reason, capacity) }
        }
        guard let compiled else {
            let end = reason.firstIndex(of: 0) ?? reason.endIndex
            throw RegularExpressionError(
                pattern: pattern,
                reason: String(decoding: reason[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            )
        }
        let groupNames = (0..<cre2_group_count(compiled)).map { group in
            cre2_group_name(compiled, group + 1).map { String(cString: $0) }
        }
        // Go refuses what RE2 takes.
        if !allowsDuplicateNames, let name = Self.duplicate(in: groupNames) {
            cre2_free(compiled)
            throw RegularExpressionError(pattern: pattern, reason: "duplicate capture group name: \(name)")
        }
        self.pattern = pattern
        self.groupNames = groupNames
        self.compiled = compiled
    }

    deinit {
        cre2_free(compiled)
    }

    private static func duplicate(in names: [String?]) -> String? {
        var seen: Set<String> = []
        return names.compactMap(\.self).first { !seen.insert($0).inserted }
    }

    /// Whether it matches anywhere in `text`.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { search(UnsafeRawBufferPointer($0), from: 0, nil, 0) }
    }

    /// Whether it matches anywhere in `text`.
    public func matches(_ text: borrowing TextView) -> Bool {
        text.utf8.withUnsafeBytes { search($0, from: 0, nil, 0) }
    }

    /// Whether it matches anywhere in the UTF-8 text `utf8`.
    package func matches(utf8: UnsafeRawBufferPointer) -> Bool { search(utf8, from: 0, nil, 0) }

    /// As ``firstMatch(in:from:)``, in the UTF-8 text `utf8`.
    package func firstMatch(utf8: UnsafeRawBufferPointer, from start: Int) -> [Range<Int>?]? {
        firstMatch(in: utf8, from: start)
    }

    /// Where its first match in `text` lies, from byte `start` on: first the whole match, then each group, nil for a
    /// group that took no part; nil when nothing matches. Offsets count UTF-8 bytes.
    public func firstMatch(in text: String, from start: Int = 0) -> [Range<Int>?]? {
        var text = text
        return text.withUTF8 { firstMatch(in: UnsafeRawBufferPointer($0), from: start) }
    }

    /// The texts of the groups of its first match in `text`, nil for a group that took no part; nil when nothing
    /// matches.
    public func groups(in text: String) -> [String?]? {
        var text = text
        return text.withUTF8 { utf8 in
            firstMatch(in: UnsafeRawBufferPointer(utf8), from: 0)?.dropFirst().map { range in
                range.map { String(decoding: UnsafeBufferPointer(rebasing: utf8[$0]), as: UTF8.self) }
            }
        }
    }

    private func firstMatch(in text: UnsafeRawBufferPointer, from start: Int) -> [Range<Int>?]? {
        let count = groupNames.count + 1
        var ranges = [cre2_range](repeating: cre2_range(start: -1, end: -1), count: count)
        guard search(text, from: start, &ranges, Int32(truncatingIfNeeded: count)) else { return nil }
        return ranges.map { $0.start < 0 ? nil : $0.start..<$0.end }
    }

    func search(
        _ text: UnsafeRawBufferPointer,
        from start: Int,
        _ ranges: UnsafeMutablePointer<cre2_range>?,
        _ count: Int32
    ) -> Bool {
        guard start >= 0, start <= text.count else { return false }
        // RE2 tells an empty text from none, so that there is always a pointer.
        guard let base = text.baseAddress else { return cre2_search(compiled, "", 0, 0, ranges, count) }
        return cre2_search(compiled, base.assumingMemoryBound(to: CChar.self), text.count, start, ranges, count)
    }

    /// `pattern` with named groups in the one spelling that every RE2 knows: Go, and RE2 of late, also take `(?<name>`.
    private static func spelledForRE2(_ pattern: String) -> String {
        var result: [UInt8] = []
        let text = Array(pattern.utf8)
        var isInClass = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            result.append(byte)
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where index < text.count:
                result.append(text[index])
                index += 1
                // `\Q` quotes all up to `\E`.
                guard text[index - 1] == UInt8(ascii: "Q"), !isInClass else { continue }
                while index < text.count, !text[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "E")]) {
                    result.append(text[index])
                    index += 1
                }
            case UInt8(ascii: "[") where !isInClass:
                isInClass = true
                // A bracket that comes first, negated or not, is a member.
                for member in [UInt8(ascii: "^"), UInt8(ascii: "]")] where index < text.count && text[index] == member {
                    result.append(member)
                    index += 1
                }
            case UInt8(ascii: "]"):
                isInClass = false
            case UInt8(ascii: "(") where !isInClass && text[index...].starts(with: Array("?<".utf8)):
                result += Array("?P<".utf8)
                index += 2
            default:
                break
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension RegularExpression: Hashable {
    /// Whether both were written alike.
    public static func == (lhs: RegularExpression, rhs: RegularExpression) -> Bool { lhs.pattern == rhs.pattern }

    /// Feeds the pattern to `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }
}

/// Why a pattern is no regular expression.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was written.
    public let pattern: String

    /// What is wrong, in RE2's words.
    public let reason: String

    /// The reason, with the pattern.
    public var description: String { "is not a regular expression: \(reason) (in \"\(pattern)\")" }
}
