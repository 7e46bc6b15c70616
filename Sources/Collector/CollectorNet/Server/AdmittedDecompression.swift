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

    /// How long a body may be, before and after, to be decompressed on the loop, which it holds for a few milliseconds.
    static let onLoopSize = 1 << 20

    /// What ``run(_:_:limit:_:)`` returns, unless it would hold the loop for long: nil then.
    static func runIfShort(
        _ coding: ContentCoding,
        _ body: Bytes,
        limit: Int,
        _ budget: MemoryBudget?
    ) throws(Failure) -> Decompressed? {
        guard body.count <= onLoopSize, coding.expectedLength(of: body) <= onLoopSize else { return nil }
        do throws(Failure) {
            return try run(coding, body, limit: min(limit, onLoopSize), budget)
        } catch {
            // The body is longer than it seemed.
            guard case .codec(.tooLarge) = error, limit > onLoopSize else { throw error }
            return nil
        }
    }

    /// The bytes behind `body`, at most `limit` of them, as ``run(_:_:limit:_:)`` has them, away from the loop.
    static func runOffLoop(
        _ coding: ContentCoding,
        _ body: Bytes,
        limit: Int,
        _ budget: MemoryBudget?
    ) async throws(Failure) -> Decompressed {
        let result = await withTaskExecutorPreference(globalConcurrentExecutor) {
            Result { () throws(Failure) in try run(coding, body, limit: limit, budget) }
        }
        return try result.get()
    }

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
