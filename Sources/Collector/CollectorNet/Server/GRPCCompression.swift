internal import Pdata

/// The compression of gRPC messages.
enum GRPCCompression {
    /// The bytes behind a gzip message, at most `limit` of them.
    static func inflate(_ message: Bytes, limit: Int) throws(GRPCStatus) -> Bytes {
        do throws(DecompressionError) {
            return try ContentCoding.gzip.decompress(message, limit: limit)
        } catch {
            switch error {
            case .tooLarge(let limit):
                throw GRPCStatus(
                    .resourceExhausted,
                    "grpc: message after decompression larger than max (more than \(limit))"
                )
            case .malformed:
                throw GRPCStatus(.internal, "grpc: failed to decompress the received message: it is not valid gzip")
            }
        }
    }
}
