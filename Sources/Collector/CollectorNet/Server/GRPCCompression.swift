internal import CollectorAPI
internal import Pdata

/// The compression of gRPC messages.
enum GRPCCompression {
    /// The bytes behind a message that `coding` compressed, at most `limit` of them.
    ///
    /// - Throws: RESOURCE_EXHAUSTED beyond the limit; `blame` for a message that is malformed.
    static func undo(
        _ coding: ContentCoding,
        of message: Bytes,
        limit: Int,
        blame: StatusCode
    ) throws(GRPCStatus) -> Decompressed {
        do throws(DecompressionError) {
            return try coding.decompressed(message, limit: limit)
        } catch {
            switch error {
            case .tooLarge(let limit):
                throw GRPCStatus(
                    .resourceExhausted,
                    "grpc: message after decompression larger than max (more than \(limit))"
                )
            case .malformed:
                throw GRPCStatus(
                    blame,
                    "grpc: failed to decompress the received message: it is not valid \(coding.grpcName ?? "") data"
                )
            }
        }
    }
}
