import CollectorAPI
import CollectorTestKit
import Foundation
import Testing

@testable import HealthCheckExtension

struct HealthCheckExtensionTests {
    private static let unavailable = #"{"status":"Server not available","upSince":"0001-01-01T00:00:00Z","uptime":""}"#

    @Test func answersWhetherPipelinesAreReady() async throws {
        let bench = try Bench()
        try await bench.run {
            let before = try await bench.get("/")
            #expect(before.status == 503)
            #expect(before.body == Self.unavailable)

            try await bench.health.pipelinesReady()
            bench.clock.advance(by: .milliseconds(90_500))
            let ready = try await bench.get("/")
            #expect(ready.status == 200)
            #expect(ready.head.contains("content-type: application/json"))
            #expect(
                ready.body
                    == #"{"status":"Server available","upSince":"2026-01-01T00:00:00Z","uptime":"1m30.5s"}"#
            )

            try await bench.health.pipelinesStopping()
            let after = try await bench.get("/")
            #expect(after.status == 503)
            #expect(after.body == Self.unavailable)
        }
    }

    @Test func saysWhatItDoesInTheLog() async throws {
        let bench = try Bench("path: /up")
        try await bench.run {
            try await bench.health.pipelinesReady()
            try await bench.health.pipelinesStopping()
        }
        let first = try #require(bench.log.lines.first)
        #expect(first.message == "Starting health_check extension")
        #expect(
            first["config"]
                == .object([LogField("endpoint", "127.0.0.1:0"), LogField("path", "/up")])
        )
        let changes = bench.log.lines.filter { $0.message == "Health Check state change" }
        #expect(changes.map { $0["status"] } == ["ready", "unavailable"])
    }

    @Test(arguments: ["GET", "POST", "DELETE", "OPTIONS"]) func answersAnyMethod(_ method: String) async throws {
        let bench = try Bench()
        try await bench.run {
            try await bench.health.pipelinesReady()
            let answer = try await bench.get("/", method: method, headers: "Content-Length: 0\r\n")
            #expect(answer.status == 200)
        }
    }

    @Test func answersHeadWithoutABody() async throws {
        let bench = try Bench()
        try await bench.run {
            let answer = try await bench.get("/", method: "HEAD")
            #expect(answer.status == 503)
            #expect(answer.body.isEmpty)
        }
    }

    @Test(arguments: [
        ("/", "/", 503), ("/", "/anything/at/all?x=1", 503),
        ("/health", "/health", 503), ("/health", "/health?full", 503), ("/health", "/", 404),
        ("/health", "/health/", 404), ("/health", "/healthy", 404), ("/health", "/x/health", 404),
        ("/health/", "/health/", 503), ("/health/", "/health/live", 503), ("/health/", "/health", 503),
        ("/health/", "/healthy", 404),
    ])
    func answersItsPathOnly(_ path: String, _ requested: String, _ status: Int) async throws {
        let bench = try Bench("path: \(path)")
        try await bench.run {
            let answer = try await bench.get(requested)
            #expect(answer.status == status)
        }
    }

    @Test func answersWithTheBodiesConfigured() async throws {
        let bench = try Bench("response_body: {healthy: OK, unhealthy: BAD}")
        try await bench.run {
            let before = try await bench.get("/")
            #expect(before.status == 503)
            #expect(before.body == "BAD")
            try await bench.health.pipelinesReady()
            let ready = try await bench.get("/")
            #expect(ready.status == 200)
            #expect(ready.body == "OK")
        }
    }

    @Test func answersWithEmptyBodiesWhenAskedTo() async throws {
        let bench = try Bench("response_body: {}")
        try await bench.run {
            let answer = try await bench.get("/")
            #expect(answer.status == 503)
            #expect(answer.body.isEmpty)
        }
    }

    /// The probe reads until the server closes, and would hang if it did not.
    @Test func closesTheConnectionAfterTheAnswer() async throws {
        let bench = try Bench()
        try await bench.run {
            let answer = try await bench.get("/", headers: "Connection: keep-alive\r\n")
            #expect(answer.head.contains("connection: close"))
        }
    }

    @Test func addsTheHeadersConfigured() async throws {
        let bench = try Bench("response_headers: {X-Who: collector}")
        try await bench.run {
            let answer = try await bench.get("/")
            #expect(answer.head.contains("x-who: collector"))
        }
    }

    @Test func aPortInUseFailsTheStart() async throws {
        let first = try Bench()
        try await first.run {
            let endpoint = try #require(first.endpoint)
            let second = try HealthCheckExtensionFactory().make(
                HealthCheckExtensionConfig.decode(yaml: "endpoint: \"\(endpoint)\""),
                .test("health_check", name: "2", kind: .extension)
            )
            let error = await #expect(throws: (any Error).self) { try await second.start(first.host) }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.hasPrefix("failed to bind to address \(endpoint): "))
            #expect(text.contains("in use"))
            try await second.shutdown()
        }
    }

    @Test func freesThePortOnShutdown() async throws {
        let bench = try Bench()
        try await bench.run {}
        await #expect(throws: ProbeError.self) { try await bench.get("/") }
    }

    @Test func needsNoStart() async throws {
        let bench = try Bench()
        try await bench.health.shutdown()
        #expect(bench.log.lines.isEmpty)
    }
}
