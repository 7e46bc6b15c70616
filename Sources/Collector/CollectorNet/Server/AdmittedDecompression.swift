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
    ) throws(Failure) -> Bytes {
        guard let budget, coding != .identity else {
            return try decompress(coding, body, limit: limit)
        }
        var reservation: MemoryReservation? = MemoryReservation(budget)
        var step = min(limit, expected(coding, body))
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
                step = step > limit / 4 ? limit : step * 4
            }
        }
    }

    private static func decompress(_ coding: ContentCoding, _ body: Bytes, limit: Int) throws(Failure) -> Bytes {
        do throws(DecompressionError) {
            return try coding.decompress(body, limit: limit)
        } catch {
            throw .codec(error)
        }
    }

    /// What is asked for first: of gzip what its last bytes name, which may lie, but not beyond what deflate can reach.
    private static func expected(_ coding: ContentCoding, _ body: Bytes) -> Int {
        let guess = max(min(body.count, Int.max / 8) * 8, leastStep)
        guard coding == .gzip, body.count >= 18 else { return guess }
        let claimed = body.slice(body.count - 4..<body.count).withUnsafeBytes { bytes in
            bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        return max(min(claimed, min(body.count, Int.max / 1032) * 1032), leastStep)
    }
}
