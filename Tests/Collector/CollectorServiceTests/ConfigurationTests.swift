import CollectorAPI
import Testing

@testable import CollectorService

@Suite struct ConfigurationTests {
    @Test func reportsEverythingAtOnceWithPlaces() throws {
        let errors = try Fixture.errors(
            """
            receivers:
              fake: {refusal: 1}
              otlpp:
            exporters:
              fake: {refusals: many}
              /x:
            procesors:
            service:
              pipelines:
                traces: {receivers: [fake, fakee], processors: [batch], exporters: []}
                trace/2: {receivers: [fake], exporters: [fake]}
              extensions: [zpages]
              telemetry: {logs: {level: loud}}
            """
        )
        let expected = [
            "c.yaml:7:1: error: has invalid keys: procesors; did you mean 'processors'?",
            "c.yaml:2:10: error: receivers::fake: has invalid keys: refusal; did you mean 'refusals'?",
            "c.yaml:3:3: error: receivers: unknown type: \"otlpp\" for id: \"otlpp\" (valid values: [fake]); "
                + "this distribution was built without it",
            "c.yaml:6:3: error: exporters: in \"/x\" id: the part before / should not be empty",
            "c.yaml:10:32: error: service::pipelines::traces: references receiver \"fakee\" which is not configured; "
                + "did you mean 'fake'?",
            "c.yaml:10:53: error: service::pipelines::traces: references processor \"batch\" which is not configured; "
                + "add it under processors",
            "c.yaml:10:5: error: service::pipelines::traces: must have at least one exporter",
            "c.yaml:11:5: error: service::pipelines: unknown pipeline signal: \"trace\"; did you mean 'traces'?",
            "c.yaml:12:16: error: service::extensions: references extension \"zpages\" which is not configured; "
                + "add it under extensions",
        ]
        for line in expected { #expect(errors.contains(line), "\(line)\nin\n\(errors.joined(separator: "\n"))") }
        #expect(errors.contains { $0.hasPrefix("c.yaml:5:20: error: exporters::fake") })
        #expect(errors.contains { $0.contains("unrecognized level: \"loud\"") })
        #expect(errors.count == expected.count + 2)
    }

    @Test func findsExtensionsThatAreNamedAndNotEnabled() throws {
        let errors = try Fixture.errors(
            """
            receivers:
              fake: {guarded_by: fakes/a}
              fake/unused: {guarded_by: fake/none}
            exporters:
              fake: {guarded_by: fake/b}
              fake/2: {guarded_by: fake/a}
              fake/3: {guarded_by: other}
            extensions:
              fake/a:
              fake/b:
            service:
              extensions: [fake/a]
              pipelines: {traces: {receivers: [fake], exporters: [fake, fake/2, fake/3]}}
            """
        )
        #expect(
            errors == [
                "c.yaml:2:22: error: receivers::fake::guarded_by: failed to resolve authenticator \"fakes/a\": "
                    + "authenticator not found; did you mean 'fake/a'?",
                "c.yaml:5:22: error: exporters::fake::guarded_by: failed to resolve authenticator \"fake/b\": "
                    + "authenticator not found; add it to service::extensions",
                "c.yaml:7:24: error: exporters::fake/3::guarded_by: failed to resolve authenticator \"other\": "
                    + "authenticator not found; configure it under extensions, and add it to service::extensions",
            ]
        )
    }

    @Test(arguments: [
        ("", "empty configuration file"),
        ("exporters: {fake: }\nservice: {}", "c.yaml:1:1: error: no receiver configuration specified in config"),
        ("receivers: {fake: }\nservice: {}", "no exporter configuration specified in config"),
        (
            "receivers: {fake: }\nexporters: {fake: }",
            "c.yaml:1:1: error: service::pipelines: service must have at least one pipeline"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: }\nconnectors: {join: }\nservice: {pipelines: {traces: {receivers: [fake], exporters: [join]}}}",
            "connector \"join\" used as exporter in [traces] pipeline but not used in any supported receiver pipeline"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: }\nconnectors: {join: }\nservice: {pipelines: {traces: {receivers: [join], exporters: [fake]}}}",
            "connector \"join\" used as receiver in [traces] pipeline but not used in any supported exporter pipeline"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: }\nservice: {pipelines: {logs: {receivers: [fake], exporters: [fake]}}}",
            "failed to create \"fake\" receiver for data type \"logs\": telemetry type is not supported"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: }\nservice: {pipelines: {profiles: {receivers: [fake], exporters: [fake]}}}",
            "pipeline \"profiles\": profiling signal support is at alpha level, gated under the \"service.profilesSupport\" feature gate"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: , join: }\nconnectors: {join: }\nservice: {pipelines: {traces: {receivers: [fake], exporters: [fake]}}}",
            "unknown type: \"join\""
        ),
        (
            "receivers: {fake: , \"fake \": }\nexporters: {fake: }\nservice: {pipelines: {traces: {receivers: [fake], exporters: [fake]}}}",
            "duplicate name \"fake\" after unmarshaling"
        ),
        (
            "receivers: {fake: }\nprocessors: {fake: }\nexporters: {fake: }\nservice: {pipelines: {traces: {receivers: [fake], processors: [fake, fake], exporters: [fake]}}}",
            "references processor \"fake\" multiple times"
        ),
        (
            "receivers: {fake: }\nexporters: {logging: }\nservice: {pipelines: {traces: {receivers: [fake], exporters: [logging]}}}",
            "the logging exporter was removed; use debug"
        ),
        (
            "receivers: {fake: }\nexporters: {fake: }\nservice: {telemetry: {metrics: {readers: []}}, pipelines: {traces: {receivers: [fake], exporters: [fake]}}}",
            "collector telemetry metrics reader should exist when metric level is not none"
        ),
    ])
    func refusesWithUpstreamsWords(yaml: String, message: String) throws {
        let errors = try Fixture.errors(yaml)
        #expect(errors.contains { $0.contains(message) }, "\(errors)")
    }

    @Test func findsCycles() throws {
        let errors = try Fixture.errors(
            """
            receivers: {fake: }
            processors: {fake/p: }
            exporters: {fake: }
            connectors: {join/a: , join/b: }
            service:
              pipelines:
                traces/in: {receivers: [fake], exporters: [join/a]}
                traces/1: {receivers: [join/a, join/b], exporters: [join/b]}
                traces/2: {receivers: [join/b], processors: [fake/p], exporters: [fake]}
            """
        )
        #expect(
            errors == [
                "c.yaml:8:57: error: service::pipelines::traces/1: cycle detected: "
                    + "connector \"join/b\" (traces to traces) -> connector \"join/b\" (traces to traces)"
            ]
        )
    }

    @Test func warnsAboutWhatHasNoUse() throws {
        let found = try Fixture.diagnostics(
            """
            receivers: {oldfake: , fake/idle: }
            exporters: {fake: }
            extensions: {fake: }
            service:
              pipelines: {traces: {receivers: [oldfake, oldfake], exporters: [fake]}}
            """
        )
        #expect(
            found.map(\.text) == [
                "receivers::oldfake: \"oldfake\" alias is deprecated; use \"fake\" instead",
                "service::pipelines::traces: references \"oldfake\" more than once",
                "receivers::fake/idle: configured but not used in any pipeline",
                "extensions::fake: configured but not used in service::extensions",
            ]
        )
        #expect(found.allSatisfy { $0.severity == .warning && $0.position != nil })
    }

    @Test func gatesLetProfilesAndEmptyCollectorsPass() throws {
        let profiles =
            "receivers: {fake: }\nexporters: {fake: }\nservice: {pipelines: {profiles: {receivers: [fake], exporters: [fake]}}}"
        #expect(try Fixture.errors(profiles, gates: "service.profilesSupport") == [])
        let empty = "receivers: {fake: }\nexporters: {fake: }\nservice: {}"
        #expect(try Fixture.errors(empty, gates: "+service.AllowNoPipelines") == [])
    }

    @Test func printsWithDefaultsAndWithoutSecrets() throws {
        let loaded = try Fixture(
            """
            receivers: {fake: {password: hunter2}}
            exporters: {fake: }
            service: {\(quiet), pipelines: {traces: {receivers: [fake], exporters: [fake]}}}
            """
        ).configuration
        let printed = loaded.encoded(.init()).yaml()
        #expect(printed.contains("[REDACTED]"))
        #expect(!printed.contains("hunter2"))
        #expect(printed.contains("shutdown_timeout: 25s"))
        #expect(loaded.encoded(.init(redacted: false)).yaml().contains("hunter2"))
        #expect(try Fixture.errors(loaded.encoded(.init(redacted: false)).yaml()) == [])
    }
}

@Suite struct FeatureGateTests {
    @Test func reportsEveryUnknownGate() {
        var gates = FeatureGates()
        let error = #expect(throws: ServiceError.self) { _ = try gates.apply("nope,,-service.profilesSupport") }
        let text = error?.description ?? ""
        #expect(text.contains("no such feature gate \"nope\". valid gates: ["))
        #expect(text.contains("empty feature gate identifier at index 1"))
        #expect(!gates.isEnabled("service.profilesSupport"))
    }

    @Test func saysWhenAGateHasNoEffect() throws {
        var gates = FeatureGates()
        #expect(try gates.apply("service.profilesSupport") == [])
        #expect(gates.isEnabled("service.profilesSupport"))
        #expect(
            try gates.apply("pdata.useProtoPooling") == [
                "Feature gate \"pdata.useProtoPooling\" has no effect in this collector."
            ]
        )
        #expect(
            try gates.apply("pkg.exporterhelper.queueBatchEnabled") == [
                "Feature gate \"pkg.exporterhelper.queueBatchEnabled\" has no effect in this collector: "
                    + "queues batch where sending_queue says so: write batch: {} in it."
            ]
        )
    }
}
