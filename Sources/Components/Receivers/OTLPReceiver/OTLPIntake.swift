internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// Takes requests of one signal into its pipelines.
struct OTLPIntake<Data: Telemetry>: Sendable {
    /// The length of a JSON text from which on it is read away from the loop.
    private static var longText: Int { 256 << 10 }

    let output: any Consumer<Data>
    let counters: ReceiverCounters
    let notice: RepairNotice
    let host: any Host

    /// Returns when the pipelines have accepted the request in `wire`.
    ///
    /// - Parameter compressedForm: the bytes in which it came, where an exporter may send them on.
    /// - Throws: INVALID_ARGUMENT for what is malformed, else what the pipelines say.
    @inline(__always)
    func take(
        _ wire: Bytes,
        compressedForm: CompressedForm?,
        from client: ClientContext
    ) async throws(GRPCStatus) {
        try await pass(
            Self.checked { () throws(WireError) in try Data(validating: wire, from: compressedForm) },
            from: client
        )
    }

    /// Returns when the pipelines have accepted the request in `json`.
    ///
    /// - Throws: INVALID_ARGUMENT for what is malformed, else what the pipelines say.
    func take(json: Bytes, from client: ClientContext) async throws(GRPCStatus) {
        try await pass(json.count < Self.longText ? Self.data(json: json) : dataOffLoop(json: json), from: client)
    }

    @inline(__always)
    private func pass(_ data: Data, from client: ClientContext) async throws(GRPCStatus) {
        notice.note(data, from: client, at: host.clock.now)
        guard data.itemCount > 0 else { return }
        do {
            try await ClientContext.$current.withValue(client) { try await output.consume(data) }
        } catch {
            counters.refuse(data.itemCount)
            throw ConsumeError(error).grpcStatus
        }
        counters.accept(data.itemCount)
    }

    private func dataOffLoop(json: Bytes) async throws(GRPCStatus) -> Data {
        do {
            return try await host.offLoop { try Self.data(json: json) }
        } catch {
            throw error as? GRPCStatus ?? GRPCStatus(.cancelled, "\(error)")
        }
    }

    private static func data(json: Bytes) throws(GRPCStatus) -> Data {
        try checked { () throws(WireError) in try Data(validatingJSON: json) }
    }

    @inline(__always)
    private static func checked(_ decode: () throws(WireError) -> Data) throws(GRPCStatus) -> Data {
        do throws(WireError) {
            return try decode()
        } catch {
            throw GRPCStatus(.invalidArgument, error.description)
        }
    }
}
