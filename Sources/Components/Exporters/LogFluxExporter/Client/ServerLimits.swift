internal import Pdata

/// What a server says it takes at most; nil where it does not say.
struct ServerLimits: Sendable, Hashable {
    /// The largest payload that any server takes, in bytes, before encryption.
    static let maxPayloadSize = 1 << 20

    /// The most entries of a request.
    var batchSize: Int?

    /// The size of the largest entry, encrypted, in bytes.
    var payloadSize: Int?

    /// The size of the largest request in bytes.
    var requestSize: Int?

    /// No limits known.
    init() {}

    /// The limits in the answer to a handshake, which may stand in several places.
    init(_ answer: JSONValue) {
        func limit(_ name: String) -> Int? {
            let data = answer["data"]
            let found = answer["limits"]?[name] ?? data?["limits"]?[name] ?? data?[name] ?? answer[name]
            guard let value = found?.integer, value > 0 else { return nil }
            return value
        }
        batchSize = limit("max_batch_size")
        payloadSize = limit("max_payload_size")
        requestSize = limit("max_request_size")
    }
}
