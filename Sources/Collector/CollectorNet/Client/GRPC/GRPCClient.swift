public import CollectorAPI
public import Pdata

/// Calls unary gRPC methods of one server over HTTP/2, with TLS or without.
///
/// It keeps connections on each of a few loops, so that a caller on a loop stays there: to every address of the server's
/// name by `round_robin`, to one by `pick_first`. Calls are multiplexed. Connections are made by the first call, and anew
/// by the first call after they ended, when the name is looked up again. `HTTPS_PROXY` and `NO_PROXY` are heeded.
public final class GRPCClient: Sendable {
    /// The most connections to the server, but for those that are ending.
    private static let maxChannels = 4

    /// The most bytes of an answer, before and after decompression, as gRPC's Go library has it.
    static let maxAnswerSize = 4 << 20

    private struct State {
        var channels: [GRPCChannel]?
        var isClosed = false
        var turn = 0
    }

    private let settings: GRPCClientSettings
    private let endpoint: Result<GRPCEndpoint, GRPCStatus>
    private let security: TLSClientSecurity?
    private let logger: Logger
    private let channelOptions: @Sendable (inout GRPCChannel.Options) -> Void
    private let state = Lock(State())
    private let proxies = ProxyRules.environment()
    private let proxyDialer: ProxyDialer
    private let usesHooks: Bool
    /// The header of the latest call without metadata: one exporter's calls are all alike.
    private let header = Lock<(path: String, timeout: Duration?, fields: HTTP2FieldBuilder)?>(nil)
    private let hooks = Lock<ClientHookChain?>(nil)

    /// A client that has not connected yet.
    public convenience init(_ settings: GRPCClientSettings, logger: Logger) {
        self.init(settings, logger: logger) { _ in }
    }

    init(
        _ settings: GRPCClientSettings,
        logger: Logger,
        _ channelOptions: @escaping @Sendable (inout GRPCChannel.Options) -> Void
    ) {
        self.settings = settings
        self.logger = logger
        self.channelOptions = channelOptions
        endpoint = Self.endpoint(settings)
        let usesTLS = (try? endpoint.get()).map(settings.usesTLS) ?? false
        security = usesTLS ? TLSClientSecurity(settings.tls, protocols: ["h2"], logger: logger) : nil
        proxyDialer = ProxyDialer(settings.tls, logger: logger)
        usesHooks = settings.auth.isEnabled || !settings.middlewares.isEmpty
    }

    /// Reads certificates, and finds the extensions that the settings name under `auth` and `middlewares`; without
    /// either, there is nothing to start.
    ///
    /// - Throws: which certificate cannot be used, or which extension is missing, of another sort, or needs an encrypted
    ///   connection where this is none.
    public func start(_ host: any Host) throws {
        try security?.load()
        guard usesHooks else { return }
        let found = try ClientHookChain(
            authenticator: settings.auth.value?.authenticator,
            middlewares: settings.middlewares.map(\.id),
            host,
            "a gRPC client authenticator"
        )
        guard security != nil || !found.requiresTransportSecurity else { throw HookError.plaintext }
        hooks.withLock { $0 = found }
    }

    /// Calls the method at `path`, such as `/package.Service/Method`, with the message made of `parts`.
    ///
    /// Cancelling the task cancels the call.
    ///
    /// - Parameters:
    ///   - compressedForm: what stands for the message in a compressed form that it already had; sent where the settings
    ///     ask for the same coding.
    ///   - metadata: what the call carries beside the settings' headers.
    ///   - timeout: how long the call may take, connecting included; nil for ever.
    /// - Returns: the serialized answer.
    /// - Throws: ``GRPCStatus`` when the answer is not OK, and UNAVAILABLE when there is no connection.
    public func unary(
        _ path: String,
        _ parts: [Bytes],
        compressedForm: CompressedForm? = nil,
        metadata: HTTPHeaders = HTTPHeaders(),
        timeout: Duration? = nil
    ) async throws(GRPCStatus) -> Bytes {
        let endpoint = try endpoint.get()
        let deadline = timeout.map { ContinuousClock.now.advanced(by: $0) }
        let isCompressed = coding != .identity
        let message = isCompressed ? [await compressed(parts, compressedForm)] : parts
        guard let prefix = GRPCPrefix(length: message.reduce(0) { $0 + $1.count }, isCompressed: isCompressed) else {
            throw GRPCStatus(.resourceExhausted, "the message is longer than gRPC can carry")
        }
        var metadata = metadata
        if usesHooks { try await addHooked(to: &metadata, path, endpoint, message) }
        let call = GRPCCall(
            fields(path, endpoint, metadata, timeout),
            HTTP2RequestBody(prefix, message),
            deadline: deadline,
            waitsForReady: settings.waitForReady,
            maxMessageSize: Self.maxAnswerSize
        )
        let channel = try channel(endpoint)
        let reply = try await Self.run(call, on: channel).get()
        guard reply.isCompressed else { return reply.message }
        guard let coding = ContentCoding(grpcName: reply.encoding), coding != .identity else {
            throw GRPCStatus(.internal, "grpc: the server compressed its answer by \"\(reply.encoding)\"")
        }
        return try GRPCCompression.undo(coding, of: reply.message, limit: Self.maxAnswerSize, blame: .internal).bytes
    }

    /// Ends what is under way, and returns when every connection is closed; later calls fail.
    public func shutdown() async {
        let channels = state.withLock { state in
            state.isClosed = true
            defer { state.channels = nil }
            return state.channels ?? []
        }
        for channel in channels { await channel.shutdown() }
    }

    private func addHooked(
        to metadata: inout HTTPHeaders,
        _ path: String,
        _ endpoint: GRPCEndpoint,
        _ message: [Bytes]
    ) async throws(GRPCStatus) {
        guard let hooks = hooks.withLock({ $0 }) else {
            throw GRPCStatus(.failedPrecondition, "the client's authenticator and middlewares were not started")
        }
        let scheme = security == nil ? "http" : "https"
        var outgoing = OutgoingRequest(isGRPC: true, url: "\(scheme)://\(authority(endpoint))\(path)", body: message)
        do {
            try await hooks.apply(to: &outgoing)
        } catch {
            guard !Task.isCancelled else { throw GRPCStatus(.cancelled, "context canceled") }
            throw error as? GRPCStatus ?? .noCredentials("\(error)")
        }
        for field in outgoing.headers.fields {
            guard GRPCMetadata.isAllowed(field) else {
                throw .noCredentials("the field \"\(field.name)\" is not allowed in metadata")
            }
            metadata.append(field.name, field.value)
        }
    }

    private static func run(_ call: GRPCCall, on channel: GRPCChannel) async -> Result<GRPCReply, GRPCStatus> {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                call.wait(continuation)
                if channel.loop.isOnLoop { return channel.start(call) }
                channel.loop.execute { channel.start(call) }
            }
        } onCancel: {
            channel.loop.execute { channel.cancel(call) }
        }
    }

    /// A compression that gRPC does not have was refused with the settings.
    private var coding: ContentCoding { settings.compression.grpcCoding ?? .identity }

    private func compressed(_ parts: [Bytes], _ form: CompressedForm?) async -> Bytes {
        if let form, form.coding == coding { return form.bytes }
        return await coding.compressOffLoop(parts)
    }

    private func channel(_ endpoint: GRPCEndpoint) throws(GRPCStatus) -> GRPCChannel {
        let current = EventLoop.current
        let channel: GRPCChannel? = state.withLock { state in
            guard !state.isClosed else { return nil }
            let channels = state.channels ?? makeChannels(endpoint)
            state.channels = channels
            if let current, let own = channels.first(where: { $0.loop === current }) { return own }
            state.turn = (state.turn + 1) % channels.count
            return channels[state.turn]
        }
        guard let channel else { throw .closing }
        return channel
    }

    private func makeChannels(_ endpoint: GRPCEndpoint) -> [GRPCChannel] {
        LoopGroup.shared.loops.prefix(Self.maxChannels).enumerated().map { index, loop in
            var options = GRPCChannel.Options(target: endpoint.target, proxyDialer: proxyDialer)
            options.spreads = settings.balancerName == "round_robin"
            options.firstAddress = index
            options.proxies = proxies
            options.keepalive = settings.keepalive.value.flatMap(HTTP2ClientKeepalive.Options.init)
            options.security = security
            options.serverName = host(of: authority(endpoint))
            channelOptions(&options)
            return GRPCChannel(loop, options, logger)
        }
    }

    private func fields(
        _ path: String,
        _ endpoint: GRPCEndpoint,
        _ metadata: HTTPHeaders,
        _ timeout: Duration?
    ) -> HTTP2FieldBuilder {
        let latest = header.withLock { $0 }
        var fields: HTTP2FieldBuilder
        if let latest, latest.timeout == timeout, latest.path == path {
            fields = latest.fields
        } else {
            fields = makeFields(path, endpoint, timeout)
            header.withLock { [fields] in $0 = (path, timeout, fields) }
        }
        for field in metadata.fields { fields.append(field.name, field.value) }
        return fields
    }

    private func makeFields(_ path: String, _ endpoint: GRPCEndpoint, _ timeout: Duration?) -> HTTP2FieldBuilder {
        var fields = HTTP2FieldBuilder()
        fields.append(":method", "POST")
        fields.append(":scheme", security == nil ? "http" : "https")
        fields.append(":path", path)
        fields.append(":authority", authority(endpoint))
        fields.append("te", "trailers")
        fields.append("content-type", "application/grpc")
        if !settings.userAgent.isEmpty { fields.append("user-agent", settings.userAgent) }
        if coding != .identity, let name = coding.grpcName { fields.append("grpc-encoding", name) }
        fields.append("grpc-accept-encoding", ContentCoding.grpcNames)
        if let timeout { fields.append("grpc-timeout", GRPCTimeout.format(timeout)) }
        for header in settings.headers.headers {
            fields.append(header.name.asciiLowercased, header.value.value)
        }
        return fields
    }

    /// What the server is called: the user's name for it, else the one that it must prove, else the endpoint's.
    private func authority(_ endpoint: GRPCEndpoint) -> String {
        if !settings.authority.isEmpty { return settings.authority }
        let proven = security == nil ? "" : settings.tls.serverNameOverride
        return proven.isEmpty ? endpoint.authority : proven
    }

    /// `authority` without its port and brackets.
    private func host(of authority: String) -> String {
        (try? Endpoint(parsing: authority))?.host ?? authority
    }

    private static func endpoint(_ settings: GRPCClientSettings) -> Result<GRPCEndpoint, GRPCStatus> {
        do throws(GRPCEndpointError) {
            return .success(try GRPCEndpoint(parsing: settings.endpoint))
        } catch {
            return .failure(GRPCStatus(.invalidArgument, error.description))
        }
    }
}
