/// One request on a client's HTTP/2 connection, and the answer to it. Used on the connection's loop only.
protocol HTTP2Exchange: AnyObject {
    /// The request's header fields.
    var fields: HTTP2FieldBuilder { get }

    /// What of the request's body is still to be sent.
    var body: HTTP2RequestBody { get set }

    /// When the connection is to end the exchange; nil for never.
    var deadline: ContinuousClock.Instant? { get }

    /// The connection that the exchange is on, its place in the connection's table, and its stream there.
    var seat: HTTP2Seat { get set }

    /// Whether the peer may have seen the request.
    var isSent: Bool { get set }

    /// Whether nobody waits for an answer any more.
    var isDone: Bool { get }

    /// Takes a field of the answer's header or trailers; false when there are too many.
    func receivedField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool

    /// Takes a part of the answer's body; false when the rest of it is of no use.
    func receivedData(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// The peer has ended its side.
    func receivedEnd()

    /// There will be no answer.
    func fail(_ reason: HTTP2StreamFailure)
}

/// Where an exchange is.
struct HTTP2Seat {
    var connection: HTTP2ClientConnection?
    var slot = 0
    var streamID: Int32 = 0
}

/// Why a stream ended without an answer.
enum HTTP2StreamFailure {
    /// The exchange's deadline passed.
    case expired
    /// The client was shut down.
    case closing
    /// The answer's header fields are too many.
    case tooManyFields
    /// The peer reset the stream, with this code.
    case reset(UInt32)
    /// The connection ended.
    case disconnected(String)
}

/// What keeps a client's HTTP/2 connection. Called on the connection's loop.
protocol HTTP2ClientOwner: AnyObject {
    /// The server's settings came: exchanges may begin.
    func ready(_ connection: HTTP2ClientConnection)

    /// `connection` takes no further exchanges.
    func draining(_ connection: HTTP2ClientConnection)

    /// Takes back an exchange whose stream ended without an answer.
    func lost(_ exchange: any HTTP2Exchange, _ reason: HTTP2StreamFailure)

    /// There may be room for further exchanges.
    func hasRoom(_ connection: HTTP2ClientConnection)

    /// `connection` is gone, and `exchanges` with it.
    func closed(_ connection: HTTP2ClientConnection, _ exchanges: [any HTTP2Exchange], _ reason: String)

    /// The server finds that it is pinged too often.
    func pingedTooOften()
}
