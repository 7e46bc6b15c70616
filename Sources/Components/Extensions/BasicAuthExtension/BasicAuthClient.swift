internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// Gives requests a user's name and password.
final class BasicAuthClient: ClientAuthenticator {
    private struct State {
        var username: String
        var password: String
        /// The header's value; nil while the name is not known or not legal.
        var authorization: String?

        mutating func update() {
            authorization = username.contains(":") ? nil : BasicCredentials.authorization(username, password)
        }
    }

    private let state: Lock<State>
    private let files: [FileText]

    init(_ settings: ClientAuthSettings, _ context: ComponentContext) {
        var initial = State(username: settings.username, password: settings.password.value)
        if settings.usernameFile.isEmpty { initial.update() }
        let state = Lock(initial)
        self.state = state
        var files: [FileText] = []
        if !settings.usernameFile.isEmpty {
            files.append(
                FileText(settings.usernameFile, logger: context.logger) { text in
                    let username = Self.value(text)
                    guard !username.contains(":") else { throw InvalidUsername() }
                    state.withLock { state in
                        state.username = username
                        state.update()
                    }
                }
            )
        }
        if !settings.passwordFile.isEmpty {
            files.append(
                FileText(settings.passwordFile, logger: context.logger) { text in
                    let password = Self.value(text)
                    state.withLock { state in
                        state.password = password
                        state.update()
                    }
                }
            )
        }
        self.files = files
    }

    func start(_ host: any Host) async throws {
        for file in files { try await file.start() }
    }

    func shutdown() async throws {
        for file in files { await file.shutdown() }
    }

    let requiresTransportSecurity = true

    func authorize(_ request: inout OutgoingRequest) async throws {
        guard let value = state.withLock({ $0.authorization }) else { throw InvalidUsername() }
        request.headers.set("authorization", value)
    }

    /// What a file holds, without the line break at its end.
    private static func value(_ text: String) -> String {
        var value = text[...]
        while value.last?.isNewline ?? false { value.removeLast() }
        return String(value)
    }
}

/// A name with a colon would move the border to the password.
private struct InvalidUsername: Error, CustomStringConvertible {
    var description: String { "invalid authorization format: a user's name has no colon" }
}
