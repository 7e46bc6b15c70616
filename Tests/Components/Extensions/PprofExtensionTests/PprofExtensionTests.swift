import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Glibc
import Testing

@testable import PprofExtension

/// Serialized, because one instance runs in a process.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PprofExtensionTests {
    private func make(_ yaml: String = "endpoint: 127.0.0.1:0") throws -> PprofExtension {
        let config = try PprofExtensionConfig.decode(yaml: yaml)
        return PprofExtension(config, .test("pprof", kind: .extension))
    }

    @Test func servesWhatThereIs() async throws {
        let pprof = try make()
        try await pprof.start(TestHost())
        let address = try #require(pprof.address)
        let client = HTTPClient(HTTPClientSettings())
        func get(_ path: String) async throws -> HTTPResponse {
            try await client.send(HTTPClientRequest("GET", "http://\(address)\(path)", maxAnswerSize: 1 << 20))
        }
        let index = try await get("/debug/pprof/")
        #expect(index.status == 200)
        #expect(index.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(index.wholeBody.text.contains("<a href=\"heap\">"))
        #expect(try await get("/debug/pprof").headers["location"] == "/debug/pprof/")

        let arguments = try await get("/debug/pprof/cmdline").wholeBody.text.split(separator: "\0").map(String.init)
        #expect(arguments == CommandLine.arguments)

        let heap = try await get("/debug/pprof/heap").wholeBody.text
        // Sanitizers put their own allocator in the place of the one that tells what is in use.
        let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
        for name in isSanitized ? ["resident"] : ["in_use", "resident"] {
            let line = try #require(heap.split(separator: "\n").first { $0.hasPrefix("\(name): ") })
            #expect(Int(line.split(separator: " ")[1]).map { $0 > 0 } == true, "\(line)")
        }
        #expect(try await get("/debug/pprof/heap?debug=2").wholeBody.text.hasPrefix("<malloc version="))
        #expect(try await get("/debug/pprof/threadcreate").wholeBody.text.split(separator: "\n").count > 1)

        for name in ["profile?seconds=30", "goroutine", "allocs", "block", "mutex", "trace", "symbol"] {
            let answer = try await get("/debug/pprof/\(name)")
            #expect(answer.status == 501)
            #expect(answer.wholeBody.text.contains("Use in its place"))
        }
        for path in ["/", "/debug/pprof/none", "/debug/pprofheap"] { #expect(try await get(path).status == 404) }
        await client.shutdown()
        try await pprof.shutdown()
    }

    @Test func runsOnceInAProcess() async throws {
        let (first, second) = (try make(), try make())
        try await first.start(TestHost())
        let error = await #expect(throws: (any Error).self) { try await second.start(TestHost()) }
        let failure = try #require(error)
        #expect("\(failure)" == "only a single pprof extension instance can be running per process")
        try await second.shutdown()
        try await first.shutdown()
        let third = try make()
        try await third.start(TestHost())
        try await third.shutdown()
    }

    @Test func doesNotStartWhereItsFileCannotBe() async throws {
        let pprof = try make("{endpoint: '127.0.0.1:0', save_to_file: /nowhere/cpu.pprof}")
        let error = await #expect(throws: (any Error).self) { try await pprof.start(TestHost()) }
        let failure = try #require(error)
        #expect("\(failure)" == "save_to_file: open /nowhere/cpu.pprof: no such file or directory")
        try await pprof.shutdown()
    }

    @Test func leavesItsFileAlone() async throws {
        let pprof = try make("{endpoint: '127.0.0.1:0', save_to_file: /tmp/no-such-profile.pprof}")
        try await pprof.start(TestHost())
        #expect(access("/tmp/no-such-profile.pprof", F_OK) != 0)
        try await pprof.shutdown()
    }

    @Test(arguments: [
        ("endpoint: ''", "\"endpoint\" is required when using the \"pprof\" extension"),
        ("endpoint: nowhere", "port"),
    ])
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let error = #expect(throws: ConfigErrors.self) { try PprofExtensionConfig.decode(yaml: yaml) }
        #expect(error?.description.contains(message) == true)
    }

    @Test func takesUpstreamsKeys() throws {
        let config = try PprofExtensionConfig.decode(
            yaml: "{block_profile_fraction: 3, mutex_profile_fraction: 5, dialer: {timeout: 1s}, save_to_file: x}"
        )
        #expect(config.endpoint == "localhost:1777")
    }
}
