internal import CollectorAPI
internal import Pdata

/// Decompresses request bodies as far as there is memory for what comes out.
enum AdmittedDecompression {
    /// Why a body was not decompressed.
    enum Failure: Error {
        case codec(DecompressionError)
        case memory(GRPCStatus)
    }

    /// The least that is asked for at once, in bytes.
    private static let leastStep = 64 * 1024

    /// The bytes behind `body`, at most `limit` of them, admitted to `budget` in steps.
    static func run(
        _ coding: ContentCoding,
        _ body: Bytes,
        limit: Int,
        _ budget: MemoryBudget?
    ) throws(Failure) -> Decompressed {
        guard let budget, coding != .identity else {
            return try decompress(coding, body, limit: limit)
        }
        var reservation: MemoryReservation? = MemoryReservation(budget)
        // A step is a guess: one beyond what can ever be admitted, beside the body and its request, says nothing.
        let beside = body.count + leastStep / 4
        let most = min(limit, max(budget.limitForRequests - beside, leastStep))
        var step = min(most, max(coding.expectedLength(of: body), leastStep))
        while true {
            do throws(GRPCStatus) {
                try MemoryRefusal.check(&reservation, step)
            } catch {
                throw .memory(error)
            }
            do throws(Failure) {
                return try decompress(coding, body, limit: step)
            } catch {
                guard case .codec(.tooLarge) = error, step < limit else { throw error }
                guard step < most else { throw .memory(MemoryRefusal.tooLarge("more than \(most)")) }
                step = step > most / 4 ? most : step * 4
            }
        }
    }

    private static func decompress(
        _ coding: ContentCoding,
        _ body: Bytes,
        limit: Int
    ) throws(Failure) -> Decompressed {
        do throws(DecompressionError) {
            return try coding.decompressed(body, limit: limit)
        } catch {
            throw .codec(error)
        }
    }
}
