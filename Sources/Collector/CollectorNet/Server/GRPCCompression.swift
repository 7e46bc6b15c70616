internal import CollectorAPI
internal import Pdata

/// The compression of gRPC messages.
enum GRPCCompression {
    /// The bytes behind a message that `coding` compressed, at most `limit` of them, and as many as there is memory for.
    ///
    /// - Throws: RESOURCE_EXHAUSTED beyond the limit; `blame` for a message that is malformed.
    static func undo(
        _ coding: ContentCoding,
        of message: Bytes,
        limit: Int,
        blame: StatusCode,
        _ budget: MemoryBudget? = nil
    ) throws(GRPCStatus) -> Decompressed {
        do throws(AdmittedDecompression.Failure) {
            return try AdmittedDecompression.run(coding, message, limit: limit, budget)
        } catch {
            switch error {
            case .memory(let status): throw status
            case .codec(.tooLarge(let limit)):
                throw GRPCStatus(
                    .resourceExhausted,
                    "grpc: message after decompression larger than max (more than \(limit))"
                )
            case .codec(.malformed):
                throw GRPCStatus(
                    blame,
                    "grpc: failed to decompress the received message: it is not valid \(coding.grpcName ?? "") data"
                )
            }
        }
    }
}
