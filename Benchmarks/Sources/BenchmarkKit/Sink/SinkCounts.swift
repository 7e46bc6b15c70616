/// What a sink received.
public struct SinkCounts: Sendable {
    /// Export requests.
    public var requests = 0

    /// Those of them that were refused.
    public var refused = 0

    /// Those of them that could not be read.
    public var unreadable = 0

    /// The bytes of their messages as they were sent, compressed or not.
    public var wireBytes = 0

    /// The size of the first compressed ones.
    public var sampled = SampledSize()

    /// Nothing yet.
    public init() {}
}

/// The size of a few compressed messages.
public struct SampledSize: Sendable {
    /// The bytes in which they came.
    public var came = 0

    /// The bytes that zlib's level 6 takes for the same.
    public var zlib = 0
}
