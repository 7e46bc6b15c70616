internal import CollectorAPI
internal import CollectorNet

/// Sets headers of an exporter's requests, by what is known of the client whose data they carry.
final class HeadersSetterExtension: ClientAuthenticator {
    private struct Header: Sendable {
        var name: String
        var action: HeaderAction
        var value: HeaderValue
    }

    private let headers: [Header]
    private let files: [FileText]
    private let additional: ExtensionReference
    private let other = Lock<(any ClientAuthenticator)?>(nil)

    init(_ config: HeadersSetterExtensionConfig, _ context: ComponentContext) {
        additional = config.additionalAuth
        headers = config.headers.map { settings in
            Header(
                name: settings.key.lowercased(),
                action: HeaderAction(settings: settings),
                value: HeaderValue(settings)
            )
        }
        files = headers.compactMap { header in
            guard case .file(let path, let text) = header.value else { return nil }
            return FileText(path, logger: context.logger) { content in
                let value = content.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
                guard HeaderValue.isAllowed(value) else {
                    throw HeaderSourceError("\(path) contains a control character")
                }
                text.withLock { $0 = value }
            }
        }
    }

    func start(_ host: any Host) async throws {
        if let id = additional.id {
            guard let found = host.extension_(id) else { throw AdditionalAuthError(additional.notFound) }
            guard let authenticator = found as? any ClientAuthenticator, found as AnyObject !== self else {
                throw AdditionalAuthError("requested authenticator is not a client authenticator: \"\(id)\"")
            }
            other.withLock { $0 = authenticator }
        }
        for file in files { try await file.start() }
    }

    func shutdown() async throws {
        for file in files { await file.shutdown() }
    }

    /// What it sets is no credential of its own.
    var requiresTransportSecurity: Bool { other.withLock { $0 }?.requiresTransportSecurity ?? false }

    func authorize(_ request: inout OutgoingRequest) async throws {
        if additional.id != nil { try await other.withLock { $0 }?.authorize(&request) }
        let client = ClientContext.current
        for header in headers {
            // What is deleted needs no value.
            let value = header.action == .delete ? "" : try header.value.resolve(client)
            header.action.apply(header.name, value, to: &request.headers)
        }
    }
}

/// Why the other authenticator cannot be used.
private struct AdditionalAuthError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
