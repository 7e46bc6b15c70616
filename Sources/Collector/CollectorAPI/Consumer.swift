public import Pdata

/// Takes telemetry of one signal.
public protocol Consumer<Data>: Sendable {
    /// The signal's type.
    associatedtype Data: Telemetry

    /// Takes `data`, and returns once it is accepted: from then on the callee answers for it.
    ///
    /// May be called from several tasks at once. Who sent the data is in ``ClientContext/current``.
    ///
    /// - Throws: ``ConsumeError`` when the data was not accepted; the caller still owns it, and answers its own client
    ///   or tries again. Any other error counts as retryable.
    func consume(_ data: Data) async throws

    /// The codings of which this consumer, or one that it hands data on to, sends a request's compressed bytes as they
    /// came: receivers keep them for these codings only.
    ///
    /// A component that may hand data on unchanged answers what its next consumer does; one that always changes or
    /// gathers data leaves the default, none. Asked when receivers start.
    var passedOnCodings: Set<ContentCoding> { get }

    /// Whether this processor or connector itself, what is behind it aside, reads the metadata of calls by gRPC: receivers
    /// then keep it even where `include_metadata` is not set.
    var readsCallMetadata: Bool { get }
}

extension Consumer {
    /// None.
    public var passedOnCodings: Set<ContentCoding> { [] }

    /// It does not.
    public var readsCallMetadata: Bool { false }
}
