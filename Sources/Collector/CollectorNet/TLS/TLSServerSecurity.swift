internal import CollectorAPI

/// How a server's connections are encrypted.
final class TLSServerSecurity: Sendable {
    private let source: TLSContextSource
    private let notice: TLSNotice
    private let handshakeTimeout: Duration

    /// A server's part by `settings`, which speaks `protocols`, the preferred one first.
    init(
        _ settings: ServerTLSSettings,
        protocols: [String],
        handshakeTimeout: Duration,
        logger: Logger
    ) {
        source = TLSContextSource(TLSPlan(settings, protocols: protocols), logger: logger)
        notice = TLSNotice(logger)
        self.handshakeTimeout = handshakeTimeout
    }

    /// Reads certificates; blocks. Called before the first connection.
    func load() throws(TLSConfigurationError) {
        try source.load()
    }

    /// Begins to read from `tcp`, whose handler gets what is decrypted.
    func secure(_ tcp: TCPConnection) {
        if let context = source.upToDate { return start(tcp, context) }
        Task {
            // Files are looked after away from the loop, and this connection is the first to have what they hold.
            guard let context = try? await source.refreshed() else { return tcp.loop.execute { tcp.close() } }
            tcp.loop.execute { self.start(tcp, context) }
        }
    }

    private func start(_ tcp: TCPConnection, _ context: TLSContext) {
        guard tcp.isOpen else { return }
        guard let session = TLSSession(tcp, context, host: nil) else { return tcp.close() }
        tcp.secure(by: session)
        session.start(within: handshakeTimeout) { [notice, unowned tcp] error in
            guard let error, error.kind != .cancelled else { return }
            notice.failed(error, peer: tcp.peerAddress?.description ?? "")
        }
    }
}
