/// Reads configuration from the places that one URI scheme names.
public protocol ConfigProvider: Sendable {
    /// The scheme, such as `file`.
    var scheme: String { get }

    /// What stands at `opaque`, the URI's part after `scheme:`.
    ///
    /// Called one at a time; the same place may be asked for again.
    ///
    /// - Throws: `ProviderError`, with a message that holds no secret.
    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig

    /// Gives up what the provider holds; nothing is retrieved afterwards.
    func shutdown() async
}

extension ConfigProvider {
    /// Nothing to give up.
    public func shutdown() async {}
}
