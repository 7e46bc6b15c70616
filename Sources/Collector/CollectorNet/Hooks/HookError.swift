internal import CollectorAPI

/// Why a server or client cannot use an extension that its settings name, in upstream's words.
struct HookError: Error, Hashable, CustomStringConvertible {
    let description: String

    /// What gRPC's Go library says.
    static var plaintext: HookError {
        HookError(
            description: "the credentials require transport level security: this connection is not encrypted (tls: "
                + "insecure: true, or an http:// endpoint)"
        )
    }

    /// The extension that `reference` names, as `Hook`; nil when it names none.
    ///
    /// - Parameter kind: what the extension must be, such as `a server authenticator`.
    static func resolve<Hook>(
        _ reference: ExtensionReference,
        in host: (any Host)?,
        as type: Hook.Type,
        _ kind: String
    ) throws(HookError) -> Hook? {
        guard let id = reference.id else { return nil }
        guard let found = host?.extension_(id) else { throw HookError(description: reference.notFound) }
        guard let hook = found as? Hook else {
            throw HookError(
                description: "requested \(reference.role) is not \(kind): \"\(id)\" is an extension of another sort"
            )
        }
        return hook
    }
}
