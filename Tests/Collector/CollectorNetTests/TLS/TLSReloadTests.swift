import CollectorAPI
import Foundation
import Pdata
import Testing

@testable import CollectorNet

@Suite("TLS files that change", .timeLimit(.minutes(5)))
struct TLSReloadTests {
    let certificates: Certificates
    private let live: Certificates.Identity

    init() throws {
        certificates = try Certificates()
        live = try certificates.make("live")
    }

    private func install(_ identity: Certificates.Identity) throws {
        try Certificates.replace(live.key, with: identity.key)
        try Certificates.replace(live.certificate, with: identity.certificate)
    }

    @Test("new connections use the new files, while no request fails")
    func underLoad() async throws {
        let next = try certificates.makeAuthority("next")
        let replacement = try certificates.make("replacement", signedBy: next)
        let both = try certificates.join("both.pem", [certificates.authority.certificate, next.certificate])
        var tls = ServerTLSSettings(live)
        tls.common.reloadInterval = .milliseconds(1)
        try await withTLSServer(tls) { server in
            let trustsBoth = ClientTLSSettings(trusting: .init(certificate: both, key: ""))
            let trustsNext = ClientTLSSettings(trusting: next)
            let isRotated = Lock(false)
            let failures = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var failures: [String] = []
                        repeat {
                            let outcome = await server.ask(trustsBoth)
                            if outcome != "POST /asked " { failures.append(outcome) }
                        } while !isRotated.withLock { $0 }
                        return failures
                    }
                }
                defer { isRotated.withLock { $0 = true } }
                try install(replacement)
                while await server.ask(trustsNext) != "POST /asked " {}
                isRotated.withLock { $0 = true }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(failures.isEmpty)
            #expect(server.log.text.contains { $0.hasPrefix("info Reloaded TLS certificates") })
        }
    }

    @Test("files that cannot be used leave the old ones in use, and are logged once")
    func badFiles() async throws {
        var tls = ServerTLSSettings(live)
        tls.common.reloadInterval = .nanoseconds(1)
        try await withTLSServer(tls) { server in
            let trusting = ClientTLSSettings(trusting: certificates.authority)
            #expect(await server.ask(trusting) == "POST /asked ")
            try "nonsense".write(toFile: live.certificate, atomically: true, encoding: .utf8)
            for _ in 0..<3 { #expect(await server.ask(trusting) == "POST /asked ") }
            let complaints = server.log.text.filter { $0.hasPrefix("error Could not reload TLS certificates") }
            #expect(complaints.count == 1)
            #expect(complaints.first?.contains("the PEM text of the certificate holds no certificate") == true)
            try install(try certificates.make("good"))
            #expect(await server.ask(trusting) == "POST /asked ")
            #expect(server.log.text.contains { $0.hasPrefix("info Reloaded") })
        }
    }

    @Test("an authority that is taken out of the pool is trusted no longer", arguments: [true, false])
    func revokedByOmission(_ byInterval: Bool) async throws {
        let second = try certificates.makeAuthority("second")
        let pool = try certificates.join("pool.pem", [certificates.authority.certificate, second.certificate])
        var tls = ServerTLSSettings(live, clientCA: pool)
        if byInterval { tls.common.reloadInterval = .nanoseconds(1) } else { tls.reloadClientCAFile = true }
        try await withTLSServer(tls) { server in
            let first = try certificates.make("first")
            let other = try certificates.make("other", signedBy: second)
            func ask(_ identity: Certificates.Identity) async -> String {
                await server.ask(ClientTLSSettings(trusting: certificates.authority, showing: identity))
            }
            #expect(await ask(first) == "POST /asked ")
            #expect(await ask(other) == "POST /asked ")
            _ = try certificates.join("pool.pem", [second.certificate])
            #expect(await ask(first).contains("unknown CA"))
            #expect(await ask(other) == "POST /asked ")
        }
    }

    @Test("a client follows its files too")
    func client() async throws {
        let second = try certificates.makeAuthority("second")
        let pool = try certificates.join("pool.pem", [certificates.authority.certificate])
        try await withTLSServer(ServerTLSSettings(live)) { server in
            var settings = HTTPClientSettings()
            settings.tls.common.caFile = pool
            settings.tls.common.reloadInterval = .nanoseconds(1)
            settings.disableKeepAlives = true
            let client = HTTPClient(settings)
            let request = HTTPClientRequest("GET", "https://localhost:\(server.port)/")
            #expect(try await client.send(request).status == 200)
            _ = try certificates.join("pool.pem", [second.certificate])
            await #expect(throws: HTTPClientError.self) { try await client.send(request) }
            _ = try certificates.join("pool.pem", [second.certificate, certificates.authority.certificate])
            #expect(try await client.send(request).status == 200)
            await client.shutdown()
        }
    }

    @Test("without reload_interval, files are read once")
    func never() async throws {
        try await withTLSServer(ServerTLSSettings(live)) { server in
            try "nonsense".write(toFile: live.certificate, atomically: true, encoding: .utf8)
            #expect(await server.ask(ClientTLSSettings(trusting: certificates.authority)) == "POST /asked ")
            #expect(server.log.text.isEmpty)
        }
    }
}
