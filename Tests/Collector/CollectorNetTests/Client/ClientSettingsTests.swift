import CollectorConfig
import Testing

@testable import CollectorNet

@Suite("Client and server settings")
struct ClientSettingsTests {
    private func problems<Block: Settings>(_ entries: [ConfigEntry], as type: Block.Type) -> [String] {
        var diagnostics: [ConfigDiagnostic] = []
        _ = Block.decode(ConfigNode(.mapping(entries)), at: [], into: &diagnostics)
        return diagnostics.map { "\($0.severity): \($0.message)" }
    }

    private func grpc(_ entries: ConfigEntry...) -> [String] { problems(entries, as: GRPCClientSettings.self) }

    private func http(_ entries: ConfigEntry...) -> [String] { problems(entries, as: HTTPClientSettings.self) }

    private let insecure = ConfigEntry("tls", .map(["insecure": true]))

    @Test(
        "gRPC encrypts unless it is told otherwise",
        arguments: [
            ("backend:4317", false, "", true), ("backend:4317", true, "", false),
            ("backend:4317", true, "ca.pem", true),
            ("https://backend:4317", true, "", true), ("http://backend:4317", false, "", false),
            ("http://backend:4317", false, "ca.pem", true), ("unix:///run/otel.sock", true, "", false),
        ]
    )
    func grpcUsesTLS(_ endpoint: String, _ insecure: Bool, _ authorities: String, _ isEncrypted: Bool) throws {
        var settings = GRPCClientSettings(endpoint: endpoint, insecure: insecure)
        settings.tls.common.caFile = authorities
        #expect(settings.usesTLS(try GRPCEndpoint(parsing: endpoint)) == isEncrypted)
    }

    @Test(
        "gRPC endpoints in upstream's words",
        arguments: [
            ("backend", "address backend: missing port in address"), ("backend:http", "invalid port \"http\""),
            ("backend:0", "invalid port \"0\""), ("backend:70000", "invalid port \"70000\""),
            ("backend:", "invalid port \"\""), ("unix://", "unix socket path cannot be empty"),
            ("unix:", "unix socket path cannot be empty"), ("[::1]", "address [::1]: missing port in address"),
            ("ftp://a:1", "the scheme \"ftp\" of the endpoint is not one of dns, unix, http, https"),
            ("dns:///a:x", "invalid port \"x\""),
        ]
    )
    func badGRPCEndpoints(_ endpoint: String, _ message: String) {
        #expect(grpc(ConfigEntry("endpoint", .init(.string(endpoint))), insecure) == ["error: \(message)"])
    }

    @Test(
        "gRPC endpoints taken apart",
        arguments: [
            ("a:1", GRPCEndpoint.Target.host("a", port: 1), "a:1"), ("http://a:1/", .host("a", port: 1), "a:1"),
            ("HTTPS://a:1", .host("a", port: 1), "a:1"), ("dns:///a:1", .host("a", port: 1), "a:1"),
            ("dns:a:1", .host("a", port: 1), "a:1"), ("[::1]:4317", .host("::1", port: 4317), "[::1]:4317"),
            (":4317", .host("localhost", port: 4317), "localhost:4317"),
            ("unix:/a/b", .unix(path: "/a/b"), "localhost"),
            ("unix:///a/b", .unix(path: "/a/b"), "localhost"), ("unix:a", .unix(path: "a"), "localhost"),
        ]
    )
    func grpcEndpoints(_ text: String, _ target: GRPCEndpoint.Target, _ authority: String) throws {
        let endpoint = try GRPCEndpoint(parsing: text)
        #expect(endpoint.target == target)
        #expect(endpoint.authority == authority)
    }

    @Test("URLs taken apart")
    func urls() throws {
        let url = try HTTPURL(parsing: "http://Example.com:8080/a/b?c=d#e")
        #expect(url.host == "Example.com")
        #expect(url.port == 8080)
        #expect(url.authority == "Example.com:8080")
        #expect(url.target == "/a/b?c=d")
        #expect(try HTTPURL(parsing: "http://[::1]:99").host == "::1")
        #expect(try HTTPURL(parsing: "http://[::1]").authority == "[::1]")
        #expect(try HTTPURL(parsing: "http://a?b").target == "/?b")
        #expect(try HTTPURL(parsing: "http://a:/").authority == "a")
        #expect(try HTTPURL(parsing: "https://a").port == 443)
    }

    @Test(
        "URLs that are refused",
        arguments: [
            "", "localhost:4318", "ftp://a", "http://", "http:///a", "http://a:b", "http://a:0", "http://a:99999",
            "http://u:p@a", "http://a b", "http://a/b c", "http://a\r\nX: y", "http://::1/", "http://a/\u{e9}",
        ]
    )
    func badURLs(_ text: String) {
        #expect(throws: HTTPURLError.self) { try HTTPURL(parsing: text) }
    }

    @Test("a refused URL does not show its password")
    func secretURL() {
        do {
            _ = try HTTPURL(parsing: "ftp://user:hunter2@host/")
        } catch {
            #expect("\(error)".firstPlace(of: "hunter2") == nil)
        }
    }

    @Test("credentials over an unencrypted connection earn a warning")
    func credentials() {
        let headers = ConfigEntry(
            "headers",
            .map(["Authorization": "Bearer x", "X-Scope-OrgID": "a", "dd-api-key": "b"])
        )
        for found in [
            http(ConfigEntry("endpoint", "http://a"), headers),
            grpc(ConfigEntry("endpoint", "a:1"), insecure, headers),
        ] {
            #expect(found.count == 2)
            #expect(found.allSatisfy { $0.hasPrefix("warning: ") && $0.firstPlace(of: "sent unencrypted") != nil })
        }
        #expect(http(ConfigEntry("endpoint", "https://a"), headers).isEmpty)
        #expect(grpc(ConfigEntry("endpoint", "a:1"), headers).isEmpty)
    }

    @Test("what cannot be had is refused by name")
    func unavailable() {
        #expect(http(ConfigEntry("proxy_url", "http://p")).isEmpty)
        #expect(http(ConfigEntry("proxy_url", "socks4://p:1")).count == 1)
        #expect(http(ConfigEntry("proxy_url", "")).isEmpty)
        #expect(http(ConfigEntry("auth", .map(["authenticator": "x"]))).isEmpty)
        #expect(http(ConfigEntry("auth", .map([:]))) == ["error: id must not be empty"])
        #expect(http(ConfigEntry("cookies", .map(["enabled": false]))).isEmpty)
        #expect(grpc(ConfigEntry("compression", "zlib")) == ["error: unsupported compression type \"zlib\""])
        #expect(grpc(ConfigEntry("keepalive", .map(["time": "10s"]))).isEmpty)
        #expect(grpc(ConfigEntry("keepalive", .map(["time": "-1s"]))).count == 1)
        #expect(grpc(ConfigEntry("balancer_name", "x")) == ["error: invalid balancer_name: x"])
    }

    @Test("a compression that nobody has is refused in upstream's words")
    func unknownCompression() {
        #expect(http(ConfigEntry("compression", "brotli")) == ["error: unsupported compression type \"brotli\""])
        #expect(grpc(ConfigEntry("compression", "brotli")) == ["error: unsupported compression type \"brotli\""])
    }

    @Test("compression levels")
    func levels() {
        func found(_ type: String, _ level: Int64) -> [String] {
            http(
                ConfigEntry("compression", .init(.string(type))),
                ConfigEntry("compression_params", .map(["level": .init(.int(level))]))
            )
        }
        #expect(found("gzip", 9).isEmpty)
        #expect(found("gzip", -2).isEmpty)
        #expect(found("gzip", 10) == ["error: unsupported parameters {Level:10} for compression type \"gzip\""])
        #expect(found("zlib", -3).count == 1)
        #expect(found("zstd", 19).isEmpty)
        #expect(found("zstd", -7).isEmpty)
        #expect(found("snappy", 0).isEmpty)
        #expect(found("lz4", 1) == ["error: unsupported parameters {Level:1} for compression type \"lz4\""])
        #expect(found("none", 1) == ["error: unsupported parameters {Level:1} for compression type \"none\""])
    }

    @Test("what gRPC can compress by")
    func grpcCompressions() {
        for name in ["gzip", "snappy", "zstd", "none", ""] {
            #expect(grpc(ConfigEntry("compression", .init(.string(name)))).isEmpty, "\(name)")
        }
        for name in ["zlib", "deflate", "x-snappy-framed", "lz4"] {
            let found = grpc(ConfigEntry("compression", .init(.string(name))))
            #expect(found == ["error: unsupported compression type \"\(name)\""])
        }
    }

    @Test("headers that would break the message are refused")
    func headerRules() {
        #expect(http(ConfigEntry("headers", .map(["a b": "c"]))).count == 1)
        #expect(http(ConfigEntry("headers", .map(["a": "c\r\nd: e"]))).count == 1)
        #expect(grpc(ConfigEntry("headers", .map(["grpc-timeout": "1S"]))).count == 1)
    }

    @Test("servers refuse bad endpoints, and take the rest")
    func servers() {
        func server(_ entries: ConfigEntry...) -> [String] { problems(entries, as: HTTPServerSettings.self) }
        #expect(server(ConfigEntry("endpoint", "localhost:4318")).isEmpty)
        #expect(server(ConfigEntry("endpoint", "localhost:4318"), ConfigEntry("tls", .map(["enabled": false]))).isEmpty)
        #expect(server().count == 1)
        #expect(server(ConfigEntry("endpoint", "localhost")).count == 1)
        #expect(
            server(ConfigEntry("endpoint", "localhost:1"), ConfigEntry("transport", "udp"))
                == ["error: invalid transport type \"udp\""]
        )
        #expect(
            server(ConfigEntry("endpoint", "localhost:1"), ConfigEntry("transport", "tpc"))
                == ["error: unsupported transport type \"tpc\""]
        )
        #expect(
            problems(
                [ConfigEntry("endpoint", "localhost:1"), ConfigEntry("max_recv_msg_size_mib", -1)],
                as: GRPCServerSettings.self
            )
                == ["error: invalid max_recv_msg_size_mib value, must be between 1 and 4095: -1"]
        )
    }
}
