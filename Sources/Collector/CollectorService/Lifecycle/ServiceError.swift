/// Why a collector cannot go on.
struct ServiceError: Error, Sendable, CustomStringConvertible {
    /// What happened, with upstream's prefixes.
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Calls `body`; what it throws is prefixed with `prefix`.
    static func wrapping<Result>(_ prefix: String, _ body: () throws -> Result) throws(ServiceError) -> Result {
        do {
            return try body()
        } catch {
            throw ServiceError("\(prefix)\(error)")
        }
    }

    /// Calls `body`; what it throws is prefixed with `prefix`.
    nonisolated(nonsending) static func wrapping(
        _ prefix: String,
        _ body: () async throws -> Void
    ) async throws(ServiceError) {
        do {
            try await body()
        } catch {
            throw ServiceError("\(prefix)\(error)")
        }
    }
}
