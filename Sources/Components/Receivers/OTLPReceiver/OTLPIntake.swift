internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// The two encodings of OTLP.
enum OTLPEncoding: Sendable {
    case protobuf
    case json
}

/// The body of a request, its compression undone.
struct OTLPBody: Sendable {
    var bytes: Bytes
    var encoding = OTLPEncoding.protobuf
    /// The compressed bytes in which it came, where an exporter may send them on.
    var compressedForm: CompressedForm?
}

/// Takes requests of one signal into its pipelines.
struct OTLPIntake<Data: Telemetry>: Sendable {
    /// The length of a JSON text from which on it is read away from the loop.
    private static var longText: Int { 256 << 10 }

    let output: any Consumer<Data>
    let counters: ReceiverCounters
    let notice: RepairNotice
    let host: any Host

    /// Returns when the pipelines have accepted what is in `body`.
    ///
    /// - Throws: INVALID_ARGUMENT for what is malformed, else what the pipelines say.
    func take(_ body: OTLPBody, from client: ClientContext) async throws(GRPCStatus) {
        let data = try await decode(body)
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

    private func decode(_ body: OTLPBody) async throws(GRPCStatus) -> Data {
        let bytes = body.bytes
        do {
            guard body.encoding == .json else { return try Data(validating: bytes, from: body.compressedForm) }
            guard bytes.count >= Self.longText else { return try Data(validatingJSON: bytes) }
            return try await host.offLoop { try Data(validatingJSON: bytes) }
        } catch let error as WireError {
            throw GRPCStatus(.invalidArgument, error.description)
        } catch {
            throw GRPCStatus(.cancelled, "\(error)")
        }
    }
}
