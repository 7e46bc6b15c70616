internal import Pdata

/// Takes out of URLs and paths what tells one from many others: ids, credentials, queries.
struct URLSanitizer: Sendable {
    let attributes: KeySet
    let sanitizesSpanNames: Bool

    /// The last separator that stays; behind it, paths are cut.
    private static let separators = 9

    init(_ settings: URLSanitizerSettings) {
        attributes = KeySet(settings.attributes)
        sanitizesSpanNames = settings.sanitizeSpanName
    }

    /// `url` with `*` for each segment of its path that is no word, without query, fragment and credentials.
    func sanitize(_ url: String) -> String {
        let bytes = Array(url.utf8)
        let end = bytes.firstIndex { Self.endOfPath.contains($0) } ?? bytes.endIndex
        var (output, start) = Self.origin(bytes[..<end])
        var separators = 0
        while true {
            let next = bytes[start..<end].firstIndex(of: slash) ?? end
            let segment = bytes[start..<next]
            if Self.isWord(segment) { output += segment } else { output.append(UInt8(ascii: "*")) }
            guard next < end, separators < Self.separators else { break }
            separators += 1
            output.append(slash)
            start = next + 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Scheme and authority of `url`, without credentials, and where its path begins.
    private static func origin(_ url: ArraySlice<UInt8>) -> (text: [UInt8], path: Int) {
        guard let colon = url.firstIndex(of: UInt8(ascii: ":")), url[colon...].starts(with: "://".utf8),
            !url[..<colon].isEmpty, url[..<colon].allSatisfy(isOfScheme)
        else { return ([], url.startIndex) }
        let start = colon + 3
        let end = url[start...].firstIndex(of: slash) ?? url.endIndex
        let host = url[start..<end].lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? start
        return (Array(url[..<start] + url[host..<end]), end)
    }

    private static func isOfScheme(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.".utf8.contains(byte)
    }

    private static let endOfPath: Set<UInt8> = [UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "#")]

    /// Whether a segment consists of words: of letters and what joins them. A digit may be second, as in `v1`.
    private static func isWord(_ segment: ArraySlice<UInt8>) -> Bool {
        for (offset, byte) in segment.enumerated() where !isLetter(byte) && !joints.contains(byte) && offset != 1 {
            return false
        }
        return !segment.split(whereSeparator: { !isLetter($0) }).contains { WordModel.isGibberish($0) }
    }

    private static let joints: Set<UInt8> = Set("-_. ".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    // MARK: Span names

    /// What spans of HTTP have.
    private static let keys = [
        "http.route", "http.request.method", "http.request.method_original", "http.response.status_code", "url.full",
        "http.scheme", "http.target", "http.method", "http.url",
    ]

    /// Whether a client's or server's span is one of HTTP.
    static func isHTTP(_ span: SpanView, name: String) -> Bool {
        if name.utf8.contains(slash) { return true }
        return span.attributes.contains { attribute in keys.contains { attribute.key == $0 } }
    }

    /// The sanitized name of a span; nil when it stays, or nothing would be left of it.
    func sanitizedName(_ name: String) -> String? {
        let sanitized = sanitize(name)
        guard sanitized != name, !sanitized.isEmpty else { return nil }
        return sanitized.utf8.contains { $0 != slash && $0 != UInt8(ascii: "*") } ? sanitized : nil
    }

    /// Whether `text` is a URL or path by itself, rather than prose.
    static func isURL(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.contains(where: { $0 <= UInt8(ascii: " ") }) else { return false }
        return bytes.first == slash || !origin(Array(bytes)[...]).text.isEmpty
    }
}

private let slash = UInt8(ascii: "/")
