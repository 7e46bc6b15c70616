import CollectorAPI
import CollectorNet

/// A host that has extensions, and nothing else of use.
struct HookHost: Host {
    var extensions: [ComponentID: any Extension] = [:]

    var clock: any CollectorClock { LoopGroup.shared.clock }

    func extension_(_ id: ComponentID) -> (any Extension)? { extensions[id] }

    func spawn(_ operation: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task.detached { await operation() }
    }

    func offLoop<Result: Sendable>(_ operation: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await operation() }
    }

    func report(_ status: ComponentStatus, from id: ComponentID, kind: ComponentKind) {}
}

/// Takes requests whose `x-pass` is `sesame`; waits at a gate before it says so.
struct PasswordDoor: ServerAuthenticator {
    var gate: Gate?

    func authenticate(_ request: IncomingRequest) async throws(RequestRefusal) -> [String: [String]] {
        await gate?.pass()
        guard let word = request.headers["x-pass"] else { throw .unauthenticated("no password") }
        guard word == "sesame" else { throw .unauthenticated("wrong password") }
        return ["word": [word], "peers": [request.peer.isEmpty ? "nobody" : "somebody", request.path]]
    }
}

/// Refuses everything, for now.
struct Overloaded: ServerMiddleware {
    func admit(_ request: IncomingRequest) async throws(RequestRefusal) {
        throw .overloaded("data refused due to high memory usage", retryAfter: .seconds(3))
    }
}

/// Adds the header that ``PasswordDoor`` wants.
struct PasswordBearer: ClientAuthenticator {
    var requiresTransportSecurity = false
    var failure: String?

    func authorize(_ request: inout OutgoingRequest) async throws {
        if let failure { throw Failure(description: failure) }
        if request.headers["x-pass"] == nil { request.headers.append("X-Pass", "sesame") }
        request.headers.append("x-saw", "\(request.method) \(request.headers.count) \(request.body.count)")
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }
}

/// Adds a header.
struct Stamp: ClientMiddleware {
    func prepare(_ request: inout OutgoingRequest) async throws {
        request.headers.append("x-stamp", request.url)
    }
}

extension ComponentID {
    static let door = ComponentID("door")
    static let middleware = ComponentID("middleware")
}
