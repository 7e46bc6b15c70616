/// What a phase of a load came to.
public struct LoadResult: Sendable {
    /// From when a request was due until it was accepted, refusals and pauses included.
    public var latency = LatencyHistogram()

    /// Answers that asked to try again.
    public var refused = 0

    /// Those of them that said when.
    public var hinted = 0

    /// Requests that were refused for good.
    public var rejected = 0

    /// What the first of those said.
    public var rejection: String?

    /// Connections that ended and were made anew.
    public var reconnects = 0

    /// How long the phase took.
    public var seconds = 0.0

    /// Nothing yet.
    public init() {}

    mutating func merge(_ other: LoadResult) {
        latency.merge(other.latency)
        refused += other.refused
        hinted += other.hinted
        rejected += other.rejected
        rejection = rejection ?? other.rejection
        reconnects += other.reconnects
    }
}

/// What a server said to a request.
enum Answer {
    case accepted
    /// To be sent again, after this many seconds if the server said so.
    case refused(pause: Double?)
    /// Not to be sent again.
    case rejected(String)

    /// The pause before the next attempt where the server asked for none, in seconds.
    static let ownPause = 0.5

    /// What a gRPC status means to an OTLP client. Source: the OTLP specification, "Failures".
    init(grpc code: Int, _ message: String, pause: Double?) {
        switch code {
        case 0: self = .accepted
        case 1, 4, 10, 11, 14, 15: self = .refused(pause: pause)
        case 8 where pause != nil: self = .refused(pause: pause)
        default: self = .rejected("gRPC status \(code): \(message)")
        }
    }

    /// What an HTTP status means to an OTLP client. Source: as above.
    init(http status: Int, pause: Double?) {
        switch status {
        case 200..<300: self = .accepted
        case 429, 502, 503, 504: self = .refused(pause: pause)
        default: self = .rejected("HTTP status \(status)")
        }
    }
}
