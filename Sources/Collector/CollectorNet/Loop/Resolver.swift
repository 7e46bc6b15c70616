internal import CLibUV
internal import Glibc

/// Finds the addresses of a name, without holding up the loop.
enum Resolver {
    /// Calls `completion` on `loop` with the addresses of `host`, in the system's order of preference; must be called
    /// there. A numeric address needs no look-up, but `completion` is never called before this returns.
    static func resolve(
        _ host: String,
        port: Int,
        on loop: EventLoop,
        completion: @escaping @Sendable (Result<[SocketAddress], NetError>) -> Void
    ) {
        loop.assertOnLoop()
        if let address = SocketAddress(numeric: host, port: port) {
            return loop.execute { completion(.success([address])) }
        }
        let lookup = Lookup(host, port: port, completion)
        let failure = lookup.start(on: loop)
        if failure != 0 {
            let error = NetError(uv: failure, "resolve \(host)")
            loop.execute { completion(.failure(error)) }
        }
    }

    /// The addresses of `host`, in the system's order of preference.
    static func resolve(_ host: String, port: Int, on loop: EventLoop) async throws(NetError) -> [SocketAddress] {
        let result = await loop.run {
            await withUnsafeContinuation { continuation in
                resolve(host, port: port, on: loop) { continuation.resume(returning: $0) }
            }
        }
        return try result.get()
    }
}

/// One look-up in flight; keeps itself alive until the answer.
private final class Lookup {
    private let host: String
    private let port: Int
    private let request: UnsafeMutablePointer<uv_getaddrinfo_t>
    private let completion: (Result<[SocketAddress], NetError>) -> Void

    init(_ host: String, port: Int, _ completion: @escaping (Result<[SocketAddress], NetError>) -> Void) {
        self.host = host
        self.port = port
        self.completion = completion
        request = .allocate(capacity: 1)
    }

    deinit {
        request.deallocate()
    }

    func start(on loop: EventLoop) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_family = AF_UNSPEC
        hints.ai_flags = AI_ADDRCONFIG
        let retained = Unmanaged.passRetained(self)
        request.pointee.data = retained.toOpaque()
        let failure = uv_getaddrinfo(
            loop.uv,
            request,
            { request, status, list in
                defer { uv_freeaddrinfo(list) }
                guard let data = request?.pointee.data else { return }
                Unmanaged<Lookup>.fromOpaque(data).takeRetainedValue().finish(status, list)
            },
            host,
            nil,
            &hints
        )
        if failure != 0 { retained.release() }
        return failure
    }

    /// What `localhost` stands for (RFC 6761 §6.3) where the system has no /etc/hosts, as in a bare root.
    private var loopback: [SocketAddress] {
        ["127.0.0.1", "::1"].compactMap { SocketAddress(numeric: $0, port: port) }
    }

    private func finish(_ status: Int32, _ list: UnsafeMutablePointer<addrinfo>?) {
        guard status == 0 else {
            let error = NetError(uv: status, "resolve \(host)")
            return completion(host.lowercased() == "localhost" ? .success(loopback) : .failure(error))
        }
        var found: [SocketAddress] = []
        var entry = list
        while let current = entry {
            if let address = current.pointee.ai_addr.flatMap({ SocketAddress($0) }),
                let withPort = SocketAddress(numeric: address.host, port: port), !found.contains(withPort)
            {
                found.append(withPort)
            }
            entry = current.pointee.ai_next
        }
        guard !found.isEmpty else {
            return completion(.failure(NetError(.unresolved, "resolve \(host): it has no address")))
        }
        completion(.success(found))
    }
}
