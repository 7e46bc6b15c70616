/// What a server grants to the peer of one HTTP/2 connection.
struct HTTP2Limits: Sendable {
    /// The number of requests under way at once.
    var maxConcurrentStreams: UInt32 = 256

    /// The size of a request's header list as RFC 9113 counts it: names, values, and 32 bytes for each.
    var maxHeaderListSize = 64 * 1024

    /// How much of one request's body the peer may send before it is taken.
    var streamWindow: Int32 = 256 * 1024

    /// How much of all bodies the peer may send before they are taken.
    var connectionWindow: Int32 = 1024 * 1024

    /// How long a connection without requests stays open; nil for ever.
    var idleTimeout: Duration?

    /// When connections end by themselves, and how often the peer may ping; nil for neither.
    var keepalive: HTTP2KeepaliveRules?

    /// How many streams a connection may have open without asking for memory, and how much each further one asks for, in
    /// bytes.
    var freeStreams = 16
    var streamMemory = 2048

    /// How long a request may take to arrive whole; nil for as long as it does not pause.
    var requestTimeout: Duration?

    /// How long a request may pause before it is whole, and its answer before all of it is sent.
    var stallTimeout = Duration.seconds(60)

    /// How long the peer may leave answers untouched; nil for ever.
    var writeTimeout: Duration? = TCPConnection.defaultWriteTimeout
}
