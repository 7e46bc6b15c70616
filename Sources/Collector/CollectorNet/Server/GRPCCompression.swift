internal import CollectorAPI
internal import Pdata

/// The compression of gRPC messages.
enum GRPCCompression {
    /// The bytes behind a gzip message, at most `limit` of them, and as many as there is memory for.
    static func inflate(_ message: Bytes, limit: Int, _ budget: MemoryBudget? = nil) throws(GRPCStatus) -> Bytes {
        do throws(AdmittedDecompression.Failure) {
            return try AdmittedDecompression.run(.gzip, message, limit: limit, budget)
        } catch {
            switch error {
            case .memory(let status): throw status
            case .codec(.tooLarge(let limit)):
                throw GRPCStatus(
                    .resourceExhausted,
                    "grpc: message after decompression larger than max (more than \(limit))"
                )
            case .codec(.malformed):
                throw GRPCStatus(.internal, "grpc: failed to decompress the received message: it is not valid gzip")
            }
        }
    }
}
