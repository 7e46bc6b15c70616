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
            throw status(error, coding, blame)
        }
    }

    /// What ``undo(_:of:limit:blame:_:)`` returns, unless it would hold the loop for long: nil then.
    static func undoIfShort(
        _ coding: ContentCoding,
        of message: Bytes,
        limit: Int,
        _ budget: MemoryBudget?
    ) throws(GRPCStatus) -> Decompressed? {
        do throws(AdmittedDecompression.Failure) {
            return try AdmittedDecompression.runIfShort(coding, message, limit: limit, budget)
        } catch {
            throw status(error, coding, .invalidArgument)
        }
    }

    /// What ``undo(_:of:limit:blame:_:)`` returns, made away from the loop.
    static func undoOffLoop(
        _ coding: ContentCoding,
        of message: Bytes,
        limit: Int,
        _ budget: MemoryBudget?
    ) async throws(GRPCStatus) -> Decompressed {
        do throws(AdmittedDecompression.Failure) {
            return try await AdmittedDecompression.runOffLoop(coding, message, limit: limit, budget)
        } catch {
            throw status(error, coding, .invalidArgument)
        }
    }

    private static func status(
        _ error: AdmittedDecompression.Failure,
        _ coding: ContentCoding,
        _ blame: StatusCode
    ) -> GRPCStatus {
        switch error {
        case .memory(let status): status
        case .codec(.tooLarge(let limit)):
            GRPCStatus(
                .resourceExhausted,
                "grpc: message after decompression larger than max (more than \(limit))"
            )
        case .codec(.malformed):
            GRPCStatus(
                blame,
                "grpc: failed to decompress the received message: it is not valid \(coding.grpcName ?? "") data"
            )
        }
    }
}
