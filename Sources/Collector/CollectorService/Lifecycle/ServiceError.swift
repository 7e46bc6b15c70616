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
}
