import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Testing

@testable import CollectorService

@Suite struct LogFormatTests {
    private let fields = [
        LogField("resource", .object([LogField("service.name", "x")])), LogField("n", 3),
        LogField("list", .list(["a\"b", true])),
    ]

    @Test func consoleLinesAreUpstreams() {
        let line = LogFormat.console.line(
            time: "2026-01-02T03:04:05.678Z",
            level: .info,
            caller: "service/service.go:12",
            message: "Ready",
            fields: fields
        )
        #expect(
            line == "2026-01-02T03:04:05.678Z\tinfo\tservice/service.go:12\tReady\t"
                + "{\"resource\": {\"service.name\": \"x\"}, \"n\": 3, \"list\": [\"a\\\"b\", true]}\n"
        )
    }

    @Test func jsonLinesAreUpstreams() {
        let line = LogFormat.json.line(time: "t", level: .warn, caller: nil, message: "a\nb", fields: fields)
        #expect(
            line == "{\"level\":\"warn\",\"ts\":\"t\",\"msg\":\"a\\nb\",\"resource\":{\"service.name\":\"x\"},\"n\":3,"
                + "\"list\":[\"a\\\"b\",true]}\n"
        )
    }

    @Test func linesWithoutFieldsEndAfterTheMessage() {
        #expect(
            LogFormat.console.line(time: "t", level: .error, caller: nil, message: "m", fields: []) == "t\terror\tm\n"
        )
    }

    @Test func linesLeaveOutWhatTheyAreNotGiven() {
        let fields = [LogField("n", 1)]
        let console = LogFormat.console.line(time: nil, level: nil, caller: nil, message: "m", fields: fields)
        #expect(console == "m\t{\"n\": 1}\n")
        let json = LogFormat.json.line(time: nil, level: nil, caller: nil, message: "m", fields: fields)
        #expect(json == "{\"msg\":\"m\",\"n\":1}\n")
    }

    @Test func samplingThinsOutRepetitions() {
        let sampler = LogSampler(tick: .seconds(10), initial: 2, thereafter: 3)
        let now = ContinuousClock.now
        let written = (1...9).map { _ in sampler.allows(.info, "again", at: now) }
        #expect(written == [true, true, false, false, true, false, false, true, false])
        #expect(sampler.allows(.info, "another", at: now))
        #expect(sampler.allows(.info, "again", at: now.advanced(by: .seconds(10))))
    }
}

@Suite struct MetricsTests {
    private let resource = Resource(
        BuildInfo(command: "c", description: "", version: "1"),
        .map(["service.instance.id": nil, "zone": "a\"b"])
    )

    @Test func pageHasUpstreamsNames() {
        let metrics = MetricRegistry()
        metrics.counter(
            "receiver_accepted_spans",
            help: "Accepted.",
            attributes: ["receiver": "otlp", "transport": "grpc"]
        )
        .add(7)
        metrics.gauge("exporter_in_flight_requests", help: "Now.").add(-2)
        let histogram = metrics.histogram("sizes", help: "Sizes.", bounds: [1, 10])
        for value in [0.5, 5, 50] { histogram.record(value) }
        let page = PrometheusPage.render(metrics.snapshot(), resource, typeSuffix: false)
        for line in [
            "# HELP otelcol_receiver_accepted_spans Accepted.", "# TYPE otelcol_receiver_accepted_spans counter",
            "otelcol_receiver_accepted_spans{receiver=\"otlp\",transport=\"grpc\"} 7",
            "# TYPE otelcol_exporter_in_flight_requests gauge", "otelcol_exporter_in_flight_requests -2",
            "otelcol_sizes_bucket{le=\"1\"} 1", "otelcol_sizes_bucket{le=\"10\"} 2",
            "otelcol_sizes_bucket{le=\"+Inf\"} 3", "otelcol_sizes_sum 55.5", "otelcol_sizes_count 3",
            "target_info{service_name=\"c\",service_version=\"1\",zone=\"a\\\"b\"} 1",
        ] {
            #expect(page.split(separator: "\n").contains(Substring(line)), "\(line) is not in\n\(page)")
        }
    }

    @Test func typeSuffixesAreAddedOnRequest() {
        let metrics = MetricRegistry()
        metrics.counter("a", help: "A.").add(1)
        #expect(PrometheusPage.render(metrics.snapshot(), resource, typeSuffix: true).contains("otelcol_a_total 1\n"))
    }

    @Test func processIsCounted() {
        let metrics = MetricRegistry()
        let clock = TestClock()
        ProcessMetrics.register(in: metrics, clock: clock)
        clock.advance(by: .seconds(5))
        let values = Dictionary(uniqueKeysWithValues: metrics.snapshot().map { ($0.name, $0.samples[0].value) })
        #expect(values["process_uptime"] == 5)
        #expect(values["process_memory_rss", default: 0] > 1_000_000)
        #expect(values["process_cpu_seconds", default: 0] > 0)
        #expect(values["process_runtime_heap_alloc_bytes", default: 0] > 0)
    }
}

@Suite struct StatusTests {
    @Test func onlyUpstreamsTransitionsAreAllowed() {
        let tracker = StatusTracker()
        let instance = ComponentInstance(id: ComponentID("a"), kind: .exporter)
        #expect(!tracker.report(.ok, from: instance))
        #expect(tracker.report(.starting, from: instance))
        #expect(tracker.report(.recoverableError("x"), from: instance))
        tracker.reportStarted(instance)
        guard case .recoverableError? = tracker.status(of: instance) else {
            Issue.record("a status reported by the component was overwritten")
            return
        }
        #expect(tracker.report(.ok, from: instance))
        #expect(tracker.report(.permanentError("x"), from: instance))
        #expect(!tracker.report(.ok, from: instance))
        #expect(tracker.report(.stopping, from: instance))
        #expect(tracker.report(.stopped, from: instance))
        #expect(!tracker.report(.starting, from: instance))
    }

    @Test func aFatalReportStopsTheCollector() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            exporters: {fake: }
            service: {\(quiet), pipelines: {traces: {receivers: [fake], exporters: [fake]}}}
            """
        )
        try await fixture.service.start()
        let host = try #require(fixture.journal.host(of: ComponentID("fake")))
        host.report(.fatalError("disk is gone"), from: ComponentID("fake"), kind: .exporter)
        guard case .fatal("disk is gone") = await fixture.fatal.wait() else {
            Issue.record("the collector was not asked to stop")
            return
        }
        try await fixture.service.shutdown()
    }
}
