internal import Pdata

/// Text that grows, in UTF-8, up to a limit.
///
/// The limit is there because text can be far longer than the request that it describes: a metric's name, for one, is
/// printed again for each of its points.
struct TextBuffer: ~Copyable {
    /// 64 MiB: several times what a batch of thousands of records needs.
    static let standardLimit = 64 << 20

    private let limit: Int
    private var bytes = ByteBuilder()
    private var isCut = false

    /// What profiles refer to by number; empty for other signals.
    var strings: [String] = []

    /// Empty text, to which no piece is added that begins beyond `limit` bytes.
    init(limit: Int = TextBuffer.standardLimit) {
        self.limit = limit
    }

    /// Text that will become a part of this one, beside `held` bytes that will too.
    func part(beside held: Int) -> TextBuffer {
        var part = TextBuffer(limit: limit - bytes.count - held)
        part.strings = strings
        return part
    }

    /// Whether nothing more is taken; notes, if so, that something was left out.
    mutating func isFull() -> Bool {
        guard bytes.count >= limit else { return false }
        isCut = true
        return true
    }

    mutating func append(_ text: String) {
        guard !isFull() else { return }
        bytes.append(utf8: text)
    }

    mutating func append(_ text: TextView) {
        append(text.utf8)
    }

    mutating func append(_ text: RawSpan) {
        guard !isFull() else { return }
        bytes.append(text)
    }

    mutating func append(_ text: Bytes) {
        guard !isFull() else { return }
        bytes.append(text)
    }

    mutating func append(_ byte: UInt8) {
        guard !isFull() else { return }
        bytes.append(byte)
    }

    mutating func append(_ number: some BinaryInteger) {
        append(String(number))
    }

    mutating func append(base64 data: RawSpan) {
        guard !isFull() else { return }
        Base64.encode(data, into: &bytes)
    }

    mutating func endLine() {
        append(UInt8(ascii: "\n"))
    }

    /// The text, with a last line that says so when it was cut.
    consuming func finish() -> String {
        var text = bytes.finish().text
        if isCut { text += "\n[The rest is left out: the text of one request is cut at \(limit) bytes.]\n" }
        return text
    }

    /// The text as it is.
    consuming func finishBytes() -> Bytes {
        bytes.finish()
    }
}
