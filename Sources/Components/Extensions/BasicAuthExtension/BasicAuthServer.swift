internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// Asks clients for a user's name and password.
final class BasicAuthServer: ServerAuthenticator {
    private let settings: HtpasswdSettings
    private let users = Lock(Htpasswd())
    private let verifier = PasswordVerifier()

    init(_ settings: HtpasswdSettings) {
        self.settings = settings
    }

    func start(_ host: any Host) async throws {
        let settings = settings
        let users = try await host.offLoop {
            var text = ""
            if !settings.file.isEmpty {
                do throws(FileError) {
                    text = try FileText.read(settings.file) + "\n"
                } catch {
                    throw HtpasswdError(description: "open htpasswd file: \(error)")
                }
            }
            // What is written in the configuration comes last: a user's last line counts.
            return Htpasswd(text + settings.inline.value)
        }
        self.users.withLock { $0 = users }
    }

    func shutdown() async throws {
        await verifier.shutdown()
    }

    func authenticate(_ request: IncomingRequest) async throws(RequestRefusal) -> [String: [String]] {
        guard let value = request.headers["authorization"], !value.isEmpty else {
            throw .unauthenticated("no basic auth provided")
        }
        let credentials = try BasicCredentials(authorization: value)
        guard try await isRight(credentials) else { throw .unauthenticated("invalid credentials") }
        return ["username": [credentials.username], "raw": [credentials.raw]]
    }

    /// Whether there is such a user with such a password.
    ///
    /// What is wrong takes as long whether there is such a user or not: how soon the answer comes must not tell names.
    private func isRight(_ credentials: BasicCredentials) async throws(RequestRefusal) -> Bool {
        let users = users.withLock { $0 }
        let hash = users.hash(of: credentials.username)
        if let hash, try await verifier.verify(credentials, hash) { return true }
        guard let decoy = users.costliest, (hash?.cost ?? 0) < decoy.cost else { return false }
        return try await verifier.verify(credentials, decoy, isDecoy: true)
    }
}

/// Why the users are not known.
private struct HtpasswdError: Error, CustomStringConvertible {
    let description: String
}
