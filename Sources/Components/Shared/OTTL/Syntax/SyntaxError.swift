/// What is wrong in the text of a statement, and at which byte.
struct SyntaxError: Error, Sendable {
    var message: String
    var offset: Int
    /// What to write instead.
    var fix: String?

    init(_ message: String, at offset: Int, fix: String? = nil) {
        self.message = message
        self.offset = offset
        self.fix = fix
    }
}
