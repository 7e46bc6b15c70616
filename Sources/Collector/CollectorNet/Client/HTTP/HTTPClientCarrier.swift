/// A connection that carries a client's calls, one at a time or several at once.
protocol HTTPClientCarrier: AnyObject, Sendable {
    /// Where the connection leads.
    var origin: HTTPOrigin { get }

    /// The loop on which everything else here is called.
    var loop: EventLoop { get }

    /// Sends `call`, or hands it back to the pool.
    func begin(_ call: HTTPClientCall)

    /// Gives up `call`, if it is still on this connection.
    func abort(_ call: HTTPClientCall)

    /// Ends the connection, and the calls on it.
    func shutdown()
}
