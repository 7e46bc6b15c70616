/// Why bytes are not an HTTP/1.1 message that we take.
struct HTTP1Error: Error, Hashable, CustomStringConvertible {
    /// The status that a server answers with before it closes the connection.
    let status: Int

    /// What was found and what is allowed.
    let message: String

    init(_ message: String, status: Int = 400) {
        self.status = status
        self.message = message
    }

    var description: String { message }
}
