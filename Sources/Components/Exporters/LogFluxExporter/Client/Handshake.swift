internal import CollectorNet
internal import Pdata

/// Agrees with a server on a session key.
struct Handshake: Sendable {
    /// A session, and by what its server's key can be recognized.
    typealias Agreement = (session: LogFluxSession, server: String)

    let requests: LogFluxRequests

    /// A new session with the first of `sources` that leads to a server.
    func run(_ sources: [IngestorSource]) async throws(LogFluxFailure) -> Agreement {
        var failure = LogFluxFailure(.unreachable, "no ingestor")
        for source in sources where !Task.isCancelled {
            let base: String
            do throws(LogFluxFailure) {
                base = try await source.url(requests)
            } catch {
                failure = error
                continue
            }
            do throws(LogFluxFailure) {
                return try await agree(base)
            } catch {
                failure = error
                // A server that answers is the right one, whatever it says.
                guard error.kind == .unreachable else { throw error }
            }
        }
        throw failure
    }

    private func agree(_ base: String) async throws(LogFluxFailure) -> Agreement {
        let offer = try await requests.post(
            [("api_key", requests.key.secret.value)],
            to: base + "/v1/handshake/init",
            step: "handshake init"
        )
        guard let pem = Self.text("public_key", offer) else {
            throw LogFluxFailure(.malformed, "handshake init returned no public_key")
        }
        let (server, secret, encrypted) = try Self.encryptedSecret(for: pem)
        let answer = try await requests.post(
            [("api_key", requests.key.secret.value), ("encrypted_secret", encrypted)],
            to: base + "/v1/handshake/complete",
            step: "key exchange"
        )
        let id = try Self.keyID(answer)
        let session = LogFluxSession(keyID: id, secret: secret, base: base, limits: ServerLimits(offer))
        return (session, server.fingerprint)
    }

    private static func encryptedSecret(
        for pem: String
    ) throws(LogFluxFailure) -> (ServerPublicKey, SessionSecret, String) {
        do throws(CryptoError) {
            let server = try ServerPublicKey(pem: pem)
            let secret = try SessionSecret()
            return (server, secret, Base64.encode(try server.encrypt(secret), padded: true))
        } catch {
            throw LogFluxFailure(.malformed, error.description)
        }
    }

    private static func keyID(_ answer: JSONValue) throws(LogFluxFailure) -> String {
        let found = text("key_id", answer) ?? text("key_uuid", answer) ?? ""
        let id = String(found.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        // It becomes the value of a header field.
        guard !id.isEmpty, id.utf8.count <= 256, id.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw LogFluxFailure(.malformed, "key exchange returned no usable key_id")
        }
        return id
    }

    /// The text of the member `name`, which may be wrapped.
    private static func text(_ name: String, _ answer: JSONValue) -> String? {
        (answer[name] ?? answer["data"]?[name])?.string
    }
}
