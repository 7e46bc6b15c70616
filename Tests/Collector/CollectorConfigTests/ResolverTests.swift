import CollectorConfig
import Testing

/// Locations, merging and `--set`.
struct ResolverTests {
    @Test func laterSourcesWin() async throws {
        let found = try await resolve(
            "a: {x: 1, y: [1, 2], z: {k: v}}\nb: keep\nc: {k: v}",
            "a: {x: 2, y: [3], z: {l: w}}\nc:\nd: new"
        )
        #expect(
            found.root
                == .map([
                    "a": .map(["x": 2, "y": [3], "z": .map(["k": "v", "l": "w"])]), "b": "keep", "c": nil, "d": "new",
                ])
        )
        #expect(found.root["a"]?["x"]?.position?.description == "1.yaml:1:8")
        #expect(found.root["a"]?["z"]?["k"]?.position?.description == "0.yaml:1:29")
    }

    @Test func emptySourcesAreEmptyMaps() async throws {
        #expect(try await resolve("", "# nothing").root == .map([:]))
    }

    @Test func topLevelKeysSplitAtDoubleColons() async throws {
        let found = try await resolve("a: {b: 1}", extra: ["yaml:a::c::d: [1]\na::e: 2"])
        #expect(found.root == .map(["a": .map(["b": 1, "c": .map(["d": [1]]), "e": 2])]))
    }

    @Test func overridesComeLast() async throws {
        let set = try [
            configOverride(" receivers.otlp.protocols.grpc.endpoint = a:1 "), configOverride("list=[1,2]"),
            configOverride("map={x: 1}"), configOverride("empty="), configOverride("a::b=c=d"),
        ]
        let found = try await resolve("list: [9]\nempty: full", extra: set)
        #expect(
            found.root
                == .map([
                    "list": [1, 2], "empty": nil,
                    "receivers": .map(["otlp": .map(["protocols": .map(["grpc": .map(["endpoint": "a:1"])])])]),
                    "map": .map(["x": 1]), "a": .map(["b": "c=d"]),
                ])
        )
        do {
            _ = try configOverride("key:name")
            Issue.record("accepted")
        } catch {
            #expect(error.diagnostics[0].message == "invalid value \"key:name\" for flag -set: missing equal sign")
        }
    }

    @Test func locationsAreCheckedTogether() async {
        let found = await resolveErrors(
            extra: ["ftp:x", "fle:x", "./a:b.yaml", "gone.yaml", "C:\\gone.yaml", "yaml:just text", "yaml:a: [1"])
        #expect(
            found == [
                "error: unsupported scheme on URI \"ftp:x\"; schemes: env, file, yaml",
                "error: unsupported scheme on URI \"fle:x\"; did you mean 'file:'?",
                "error: invalid uri: \"./a:b.yaml\"; for a file of that name write file:./a:b.yaml",
                "error: no such file: gone.yaml",
                "error: no such file: C:\\gone.yaml",
                "yaml:1:1: error: retrieved value (type=string) cannot be used as a Conf; "
                    + "the top level must be a map of keys such as receivers and service",
                "yaml:2:1: error: invalid YAML: did not find expected ',' or ']' while parsing a flow sequence",
            ]
        )
        #expect(await resolveErrors() == ["error: at least one config flag must be provided"])
    }

    @Test func providersAreShutDown() async throws {
        actor Log {
            var calls = 0
            func add() { calls += 1 }
        }
        struct Provider: ConfigProvider {
            let scheme = "x-y.z+1"
            let log: Log
            func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
                RetrievedConfig("a: \(opaque)")
            }
            func shutdown() async { await log.add() }
        }
        let log = Log()
        let resolver = ConfigResolver(providers: [Provider(log: log)])
        #expect(try await resolver.resolve(["x-y.z+1:b"]).root == .map(["a": "b"]))
        await resolver.shutdown()
        #expect(await log.calls == 1)
    }
}
