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
}
