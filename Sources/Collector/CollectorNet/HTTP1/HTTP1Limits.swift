/// How much of a message's frame is taken before it is refused; bodies are the caller's to bound.
struct HTTP1Limits {
    /// The longest request line or status line, in bytes.
    var startLine = 16 << 10

    /// The longest header section, and the longest trailer section, in bytes.
    var fields = 64 << 10

    /// The most header fields, and the most trailer fields.
    var fieldCount = 256

    /// The longest line before a chunk, its extensions included, in bytes.
    var chunkLine = 1 << 10

    /// The most bytes of chunk extensions in one message.
    var chunkExtensions = 16 << 10

    /// The most interim (1xx) responses before the final one.
    var interimResponses = 16
}
