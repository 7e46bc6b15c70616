import CollectorAPI
import CollectorNet
import CollectorTestKit
import OTLPOracle
import Pdata
import SwiftProtobuf
import Testing

@testable import OTLPReceiver

@Suite(.timeLimit(.minutes(5))) struct OTLPReceiverTests {
    private static let grpcPaths: [Signal: String] = [
        .traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        .metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        .logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        .profiles: "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
    ]
    private static let httpPaths: [Signal: String] = [
        .traces: "/v1/traces", .metrics: "/v1/metrics", .logs: "/v1/logs", .profiles: "/v1development/profiles",
    ]

    private static func sample(_ signal: Signal, _ count: Int = 3) -> [UInt8] {
        switch signal {
        case .traces: Traces.sample(count).wire
        case .metrics: Metrics.sample(count).wire
        case .logs: Logs.sample(count).wire
        case .profiles: Profiles.sample(count).wire
        }
    }

    private static func received(_ signal: Signal, _ outputs: RecordingOutputs) -> [[UInt8]] {
        switch signal {
        case .traces: outputs.traces.received.map(\.wire)
        case .metrics: outputs.metrics.received.map(\.wire)
        case .logs: outputs.logs.received.map(\.wire)
        case .profiles: outputs.profiles.received.map(\.wire)
        }
    }

    @Test(arguments: Signal.allCases) func receivesEverySignalByEveryProtocol(signal: Signal) async throws {
        let outputs = RecordingOutputs()
        let body = Self.sample(signal)
        let grpcPath = try #require(Self.grpcPaths[signal])
        let httpPath = try #require(Self.httpPaths[signal])
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            #expect(try await fixture.grpc.unary(grpcPath, [Bytes(body)]).isEmpty)
            let plain = try await HTTPExchange(fixture.httpPort, httpPath, body: body)
            #expect(plain.status == 200)
            #expect(plain.headers["content-type"] == "application/x-protobuf")
            #expect(plain.body.isEmpty)
            let packed = ContentCoding.gzip.compress([Bytes(body)]).array
            let gzip = try await HTTPExchange(
                fixture.httpPort,
                httpPath,
                headers: ["Content-Encoding": "gzip"],
                body: packed
            )
            #expect(gzip.status == 200)
            let name = signal.itemsInMetricNames
            #expect(fixture.count("receiver_accepted_\(name)", transport: "grpc") == 3)
            #expect(fixture.count("receiver_accepted_\(name)", transport: "http") == 6)
            #expect(fixture.count("receiver_refused_\(name)", transport: "http") == 0)
        }
        #expect(Self.received(signal, outputs) == [body, body, body])
    }

    @Test func keepsCompressedBytesThatAnExporterSendsAsTheyCame() async throws {
        let traces = RecordingConsumer<Traces>(passingOn: [.gzip])
        let logs = RecordingConsumer<Logs>()
        try await Fixture.with(ReceiverOutputs(traces: traces, logs: logs)) { fixture async throws in
            func post(_ path: String, _ body: [UInt8], _ encoding: String) async throws {
                let headers = ["Content-Encoding": encoding]
                #expect(try await HTTPExchange(fixture.httpPort, path, headers: headers, body: body).status == 200)
            }
            let request = Bytes(Self.sample(.traces))
            let packed = ContentCoding.gzip.compress([request], level: 9)
            try await post("/v1/traces", packed.array, "gzip")
            var settings = GRPCClientSettings(endpoint: "127.0.0.1:\(fixture.grpcPort)", insecure: true)
            settings.compression = .gzip
            let client = GRPCClient(settings, logger: fixture.log.logger)
            let path = try #require(Self.grpcPaths[.traces])
            _ = try await client.unary(path, [request], compressedForm: CompressedForm(.gzip, packed))
            await client.shutdown()
            let form = CompressedForm(.gzip, packed)
            #expect(traces.received.map(\.compressedForm) == [form, form])
            // Another coding, two members, and a signal whose exporters would not use it.
            try await post("/v1/traces", ContentCoding.zstd.compress([request]).array, "zstd")
            let half = [request.slice(0..<9), request.slice(9..<request.count)]
            try await post("/v1/traces", half.flatMap { ContentCoding.gzip.compress([$0]).array }, "gzip")
            #expect(traces.received.dropFirst(2).map(\.compressedForm) == [nil, nil])
            #expect(traces.received.allSatisfy { $0.segments == [request] })
            try await post("/v1/logs", ContentCoding.gzip.compress([Bytes(Self.sample(.logs))]).array, "gzip")
            #expect(logs.received.map(\.compressedForm) == [nil])
        }
    }

    @Test func receivesJSON() async throws {
        let outputs = RecordingOutputs()
        let text = """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
            "scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
            "name":"hello","kind":2,"startTimeUnixNano":"1544712660000000000"}]}]}]}
            """
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            for type in ["application/json", "Application/JSON; charset=utf-8"] {
                let answer = try await HTTPExchange(fixture.httpPort, "/v1/traces", type: type, body: Array(text.utf8))
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.text == "{}")
            }
        }
        let wire = try #require(outputs.traces.received.first?.wire)
        let request = try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(serializedBytes: wire)
        #expect(request.resourceSpans[0].scopeSpans[0].spans[0].name == "hello")
        #expect(request.resourceSpans[0].scopeSpans[0].spans[0].traceID.count == 16)
        #expect(request.resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano == 1_544_712_660_000_000_000)
    }

    @Test func readsLongJSONAwayFromTheLoop() async throws {
        let outputs = RecordingOutputs()
        let span = #"{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"a"},"#
        let spans = String(repeating: span, count: 10_000).dropLast()
        let body = Array("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[\(spans)]}]}]}".utf8)
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            let answer = try await HTTPExchange(fixture.httpPort, "/v1/traces", type: "application/json", body: body)
            #expect(answer.status == 200)
        }
        #expect(outputs.traces.itemCount == 10_000)
    }

    @Test func answersMalformedRequests() async throws {
        let outputs = RecordingOutputs()
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            let broken: [UInt8] = [0x0a, 0x7f, 1]
            let error = await #expect(throws: GRPCStatus.self) {
                _ = try await fixture.grpc.unary(
                    "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                    [Bytes(broken)]
                )
            }
            #expect(error?.code == .invalidArgument)
            let proto = try await HTTPExchange(fixture.httpPort, "/v1/traces", body: broken)
            #expect(proto.status == 400)
            #expect(GRPCStatus(decoding: Bytes(proto.body))?.code == .invalidArgument)
            let json = try await HTTPExchange(
                fixture.httpPort,
                "/v1/traces",
                type: "application/json",
                body: Array("{\"resourceSpans\":7}".utf8)
            )
            #expect(json.status == 400)
            #expect(json.text.hasPrefix("{\"code\":3,\"message\":\""))
            let gzip = try await HTTPExchange(
                fixture.httpPort,
                "/v1/traces",
                type: "application/json",
                headers: ["Content-Encoding": "gzip"],
                body: [1, 2, 3]
            )
            #expect(gzip.status == 400)
            #expect(gzip.text == "{\"code\":3,\"message\":\"the body is not valid gzip data\"}")
            let unknown = try await HTTPExchange(
                fixture.httpPort,
                "/v1/traces",
                headers: ["Content-Encoding": "br"],
                body: [1]
            )
            #expect(unknown.status == 400)
            #expect(GRPCStatus(decoding: Bytes(unknown.body))?.message == "unsupported Content-Encoding: br")
        }
        #expect(outputs.traces.attempts == 0)
    }

    @Test func answersWhatIsNoExport() async throws {
        try await Fixture.with(RecordingOutputs().receiver([.traces])) { fixture async throws in
            let get = try await HTTPExchange(fixture.httpPort, "/v1/traces", method: "GET")
            #expect(get.status == 405)
            #expect(get.text == "405 method not allowed, supported: [POST]")
            for type in ["text/plain", nil] {
                let answer = try await HTTPExchange(fixture.httpPort, "/v1/traces", type: type)
                #expect(answer.status == 415)
                #expect(
                    answer.text == "415 unsupported media type, supported: [application/json, application/x-protobuf]"
                )
            }
            #expect(try await status(fixture.httpPort, "/v2/traces") == 404)
            // A signal that no pipeline takes.
            #expect(try await status(fixture.httpPort, "/v1/logs") == 404)
            let error = await #expect(throws: GRPCStatus.self) {
                _ = try await fixture.grpc.unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export", [])
            }
            #expect(error?.code == .unimplemented)
        }
    }

    @Test func answersEmptyRequestsWithoutThePipeline() async throws {
        let outputs = RecordingOutputs()
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            #expect(try await status(fixture.httpPort, "/v1/logs") == 200)
            let json = try await HTTPExchange(
                fixture.httpPort,
                "/v1/logs",
                type: "application/json",
                body: Array("{}".utf8)
            )
            #expect(json.status == 200)
            _ = try await fixture.grpc.unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export", [])
        }
        #expect(outputs.logs.attempts == 0)
    }

    @Test func refusesRequestsOverTheLimits() async throws {
        let yaml = """
            protocols:
              grpc: {endpoint: 127.0.0.1:0, max_recv_msg_size_mib: 1}
              http: {endpoint: 127.0.0.1:0, max_request_body_size: 1000}
            """
        try await Fixture.with(RecordingOutputs().receiver(), yaml: yaml) { fixture async throws in
            let large = [UInt8](repeating: 0, count: 1001)
            let plain = try await HTTPExchange(fixture.httpPort, "/v1/traces", body: large)
            #expect(plain.status == 413)
            #expect(GRPCStatus(decoding: Bytes(plain.body))?.message.contains("at most 1000 bytes") == true)
            let bomb = ContentCoding.gzip.compress([Bytes(large)]).array
            let packed = try await HTTPExchange(
                fixture.httpPort,
                "/v1/traces",
                type: "application/json",
                headers: ["Content-Encoding": "gzip"],
                body: bomb
            )
            #expect(packed.status == 413)
            #expect(packed.text.hasPrefix("{\"code\":3,"))
            let huge = Bytes([UInt8](repeating: 0, count: 1 << 20 + 1))
            let error = await #expect(throws: GRPCStatus.self) {
                _ = try await fixture.grpc.unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export", [huge])
            }
            #expect(error?.code == .resourceExhausted)
        }
    }

    @Test(
        arguments: [
            (ConsumeError.permanent("no"), StatusCode.internal, nil, 500),
            (.retryable("later"), .unavailable, Duration.seconds(1), 503),
            (.retryable("later", after: .milliseconds(2500)), .unavailable, .milliseconds(2500), 503),
            (.retryable("full", status: .resourceExhausted), .resourceExhausted, .seconds(1), 429),
            (.permanent("who", status: .unauthenticated), .unauthenticated, nil, 401),
            (.permanent("bad", status: .invalidArgument), .invalidArgument, nil, 400),
            (.retryable("slow", status: .deadlineExceeded), .deadlineExceeded, nil, 503),
        ] as [(ConsumeError, StatusCode, Duration?, Int)]
    )
    func passesOnRefusals(error: ConsumeError, code: StatusCode, delay: Duration?, httpStatus: Int) async throws {
        try await Fixture.with(RecordingOutputs(refusing: error).receiver()) { fixture async throws in
            let body = Self.sample(.metrics)
            let thrown = await #expect(throws: GRPCStatus.self) {
                _ = try await fixture.grpc.unary(
                    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                    [Bytes(body)]
                )
            }
            #expect(thrown?.code == code)
            #expect(thrown?.message == error.description)
            #expect(thrown?.retryAfter == delay)
            let answer = try await HTTPExchange(fixture.httpPort, "/v1/metrics", body: body)
            #expect(answer.status == httpStatus)
            #expect(
                answer.headers["retry-after"]
                    == delay.map { $0 == .milliseconds(2500) ? "3" : "\($0.components.seconds)" }
            )
            #expect(GRPCStatus(decoding: Bytes(answer.body))?.code == code)
            #expect(fixture.count("receiver_refused_metric_points", transport: "grpc") == 3)
            #expect(fixture.count("receiver_refused_metric_points", transport: "http") == 3)
        }
    }

    @Test func saysInJSONWhenToComeBack() async throws {
        let busy = ConsumeError.retryable("say \"when\"", after: .milliseconds(1500))
        try await Fixture.with(RecordingOutputs(refusing: busy).receiver()) { fixture async throws in
            let text = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}"#
            let answer = try await HTTPExchange(
                fixture.httpPort,
                "/v1/logs",
                type: "application/json",
                body: Array(text.utf8)
            )
            #expect(
                answer.text
                    == #"{"code":14,"message":"say \"when\"","details":["#
                    + #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.500000000s"}]}"#
            )
        }
    }

    @Test func tellsWhoSentIt() async throws {
        let outputs = RecordingOutputs()
        let yaml = "protocols: {grpc: {endpoint: 127.0.0.1:0, include_metadata: true}, http: {endpoint: 127.0.0.1:0}}"
        try await Fixture.with(outputs.receiver(), yaml: yaml) { fixture async throws in
            _ = try await fixture.grpc.unary(
                "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                [Bytes(Self.sample(.logs))],
                metadata: ["x-tenant": "a", "X-Tenant": "b"]
            )
            _ = try await HTTPExchange(
                fixture.httpPort,
                "/v1/logs",
                headers: ["X-Tenant": "c"],
                body: Self.sample(.logs)
            )
        }
        let calls = outputs.logs.calls
        #expect(calls.count == 2)
        #expect(calls.first?.client.metadata["x-tenant"] == ["a", "b"])
        #expect(calls.last?.client.metadata == [:])
        #expect(calls.allSatisfy { $0.client.address.hasPrefix("127.0.0.1:") })
    }

    @Test func warnsOnceOfStringsThatAreNotUTF8() async throws {
        let outputs = RecordingOutputs()
        // resource_logs.scope_logs.log_records.severity_text = FF
        let record: [UInt8] = [0x0a, 7, 0x12, 5, 0x12, 3, 0x1a, 1, 0xff]
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            for _ in 0..<3 {
                #expect(try await status(fixture.httpPort, "/v1/logs", body: record) == 200)
            }
            let lines = fixture.log.lines.filter { $0.message == "Strings that were not UTF-8 were repaired" }
            #expect(lines.count == 1)
            #expect(lines.first?["strings"] == .int(1))
        }
        #expect(outputs.logs.itemCount == 3)
    }

    @Test func deliversRandomRequestsOnceEach() async throws {
        let outputs = RecordingOutputs()
        var random = SystemRandomNumberGenerator()
        let requests = (0..<300).map { index in
            var span = Opentelemetry_Proto_Trace_V1_Span()
            span.traceID = .init((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
            span.spanID = .init((0..<8).map { _ in UInt8.random(in: 0...255, using: &random) })
            span.name = "span \(index) " + String(repeating: "ü", count: Int.random(in: 0...2000, using: &random))
            var scope = Opentelemetry_Proto_Trace_V1_ScopeSpans()
            scope.spans = Array(repeating: span, count: Int.random(in: 1...20, using: &random))
            var resource = Opentelemetry_Proto_Trace_V1_ResourceSpans()
            resource.scopeSpans = [scope]
            var request = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest()
            request.resourceSpans = [resource]
            return request
        }
        let bodies = try requests.map { Array(try $0.serializedData()) }
        try await Fixture.with(outputs.receiver()) { fixture async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, body) in bodies.enumerated() {
                    group.addTask {
                        guard index % 3 == 0 else {
                            _ = try await fixture.grpc.unary(
                                "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                                [Bytes(body)]
                            )
                            return
                        }
                        #expect(try await status(fixture.httpPort, "/v1/traces", body: body) == 200)
                    }
                }
                try await group.waitForAll()
            }
        }
        let sent = Set(bodies)
        #expect(sent.count == 300)
        #expect(outputs.traces.received.count == 300)
        #expect(Set(outputs.traces.received.map(\.wire)) == sent)
        #expect(outputs.traces.itemCount == requests.reduce(0) { $0 + $1.resourceSpans[0].scopeSpans[0].spans.count })
    }

    @Test func answersWhatIsUnderWayWhenItStops() async throws {
        let gate = Gate()
        let consumer = RecordingConsumer<Logs>(behind: gate)
        try await Fixture.with(ReceiverOutputs(logs: consumer)) { fixture async throws in
            async let grpc = fixture.grpc.unary(
                "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                [Bytes(Self.sample(.logs))]
            )
            async let http = status(fixture.httpPort, "/v1/logs", body: Self.sample(.logs))
            await gate.wait(forWaiting: 2)
            async let stopped: Void = fixture.receiver.shutdown()
            gate.open()
            #expect(try await grpc.isEmpty)
            #expect(try await http == 200)
            try await stopped
        }
        #expect(consumer.itemCount == 6)
    }

    @Test func logsItsStartAndNamesAPortInUse() async throws {
        try await Fixture.with(RecordingOutputs().receiver()) { fixture async throws in
            #expect(
                fixture.log.lines.first { $0.message == "Starting GRPC server" }?["endpoint"]
                    == .string("127.0.0.1:\(fixture.grpcPort)")
            )
            #expect(
                fixture.log.lines.first { $0.message == "Starting HTTP server" }?["endpoint"]
                    == .string("127.0.0.1:\(fixture.httpPort)")
            )
            let yaml = "protocols: {grpc: {endpoint: 127.0.0.1:0}, http: {endpoint: \"127.0.0.1:\(fixture.httpPort)\"}}"
            let error = await #expect(throws: NetError.self) {
                try await Fixture.with(RecordingOutputs().receiver(), yaml: yaml) { _ in }
            }
            #expect(error?.description == "listen on 127.0.0.1:\(fixture.httpPort): address already in use")
        }
    }

    @Test func servesOtherPathsWithOrWithoutSlash() async throws {
        let outputs = RecordingOutputs()
        let yaml = "protocols: {http: {endpoint: 127.0.0.1:0, traces_url_path: telemetry/t, logs_url_path: /l}}"
        try await Fixture.with(outputs.receiver(), yaml: yaml) { fixture async throws in
            #expect(fixture.receiver.grpcAddress == nil)
            #expect(try await status(fixture.httpPort, "/telemetry/t", body: Self.sample(.traces)) == 200)
            #expect(try await status(fixture.httpPort, "/l", body: Self.sample(.logs)) == 200)
            #expect(try await status(fixture.httpPort, "/v1/traces", body: Self.sample(.traces)) == 404)
        }
        #expect(outputs.traces.itemCount == 3)
    }

    @Test func stopsWithoutAStart() async throws {
        let context = ComponentContext.test("otlp", kind: .receiver)
        let receiver = try OTLPReceiverFactory().receiver(
            try OTLPReceiverSettings.decode(yaml: Fixture.yaml),
            context,
            RecordingOutputs().receiver()
        )
        try await receiver.shutdown()
    }
}
