/// A connection as its server sees it; used on its loop only.
protocol ServerConnection: AnyObject, Sendable {
    /// Takes no further request, answers those under way, and then closes.
    func drain()

    /// Cancels the requests under way, so that they are answered soon.
    func cancelRequests()

    /// Closes at once, and cancels the requests under way.
    func abort()

    /// Refuses requests whose clients are too slow to send them: others need the memory.
    func relieve()

    /// Since when the connection carries no request, in the loop's milliseconds; nil while it does, or has only just
    /// ceased to.
    var idleSince: UInt64? { get }

    /// Whether the client has sent a request's first bytes, or HTTP/2's preface.
    var hasSpoken: Bool { get }

    /// Ends the connection if it carries no request.
    func endIfIdle()
}
