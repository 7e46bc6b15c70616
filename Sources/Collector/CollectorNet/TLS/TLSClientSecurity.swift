internal import CollectorAPI

/// How a client's connections are encrypted.
final class TLSClientSecurity: Sendable {
    private let source: TLSContextSource
    private let nameOverride: String

    /// A client's part by `settings`, which speaks `protocols`.
    init(_ settings: ClientTLSSettings, protocols: [String], logger: Logger?) {
        source = TLSContextSource(TLSPlan(settings, protocols: protocols), logger: logger)
        nameOverride = settings.serverNameOverride
    }

    /// Reads certificates, so that what is wrong with them is known; blocks. Without it, the first connection reads.
    func load() throws(TLSConfigurationError) {
        try source.load()
    }

    /// Agrees with the server called `host` on encryption for `tcp`, which was just connected.
    ///
    /// The connection has no handler yet, and reads when it has one and `resumeReading()` is called. It is closed when
    /// this throws.
    func secure(
        _ tcp: TCPConnection,
        to host: String,
        within time: Duration = TLSSession.handshakeTimeout
    ) async throws(NetError) {
        let name = nameOverride.isEmpty ? host : nameOverride
        let loop = tcp.loop
        let context: TLSContext
        do throws(TLSConfigurationError) {
            if let current = source.upToDate { context = current } else { context = try await source.refreshed() }
        } catch {
            loop.execute { tcp.close() }
            throw NetError(.insecure, error.description)
        }
        let failure: NetError? = await loop.run {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    guard tcp.isOpen, !Task.isCancelled, let session = TLSSession(tcp, context, host: name) else {
                        tcp.close()
                        return continuation.resume(returning: NetError(.cancelled, "TLS handshake: cancelled"))
                    }
                    tcp.secure(by: session)
                    session.start(within: time) { continuation.resume(returning: $0) }
                }
            } onCancel: {
                loop.execute { tcp.close() }
            }
        }
        if let failure { throw Task.isCancelled ? NetError(.cancelled, "TLS handshake: cancelled") : failure }
    }
}
