import OTLPOracle
import Pdata
import Testing

@Suite struct TracesTextTests {
    private let span = Span.with {
        $0.traceID = traceID
        $0.spanID = spanID
        $0.parentSpanID = spanID
        $0.traceState = "vendor=1"
        $0.name = "pay"
        $0.kind = .client
        $0.startTimeUnixNano = noon
        $0.endTimeUnixNano = noon + 1
        $0.attributes = [KeyValue("card", "visa"), KeyValue("amount", .double(12.5))]
        $0.droppedAttributesCount = 1
        $0.droppedEventsCount = 2
        $0.droppedLinksCount = 3
        $0.status = .with {
            $0.code = .error
            $0.message = "declined"
        }
        $0.events = [
            .with {
                $0.name = "retry"
                $0.timeUnixNano = noon
                $0.droppedAttributesCount = 4
                $0.attributes = [KeyValue("n", .int(2))]
            },
            .with { $0.name = "bare" },
        ]
        $0.links = [
            .with {
                $0.traceID = traceID
                $0.spanID = spanID
                $0.traceState = "x=y"
                $0.droppedAttributesCount = 5
                $0.attributes = [KeyValue("why", "batch")]
            },
            .with { $0.droppedAttributesCount = 0 },
        ]
    }

    @Test func detailed() async throws {
        let expected = lines(
            "ResourceSpans #0",
            "Resource SchemaURL: https://example.com/r",
            "Resource attributes:",
            "     -> service.name: Str(shop)",
            "ScopeSpans #0",
            "ScopeSpans SchemaURL: https://example.com/s",
            "InstrumentationScope library 1.2",
            "InstrumentationScope attributes:",
            "     -> build: Int(7)",
            "Span #0",
            "    Trace ID       : 0102030405060708090a0b0c0d0e0f10",
            "    Parent ID      : a1a2a3a4a5a6a7a8",
            "    ID             : a1a2a3a4a5a6a7a8",
            "    Name           : pay",
            "    Kind           : Client",
            "    TraceState     : vendor=1",
            "    Start time     : 2024-02-29 12:34:56.789 +0000 UTC",
            "    End time       : 2024-02-29 12:34:56.789000001 +0000 UTC",
            "    Status code    : Error",
            "    Status message : declined",
            "    DroppedAttributesCount: 1",
            "    DroppedEventsCount: 2",
            "    DroppedLinksCount: 3",
            "Attributes:",
            "     -> card: Str(visa)",
            "     -> amount: Double(12.5)",
            "Events:",
            "SpanEvent #0",
            "     -> Name: retry",
            "     -> Timestamp: 2024-02-29 12:34:56.789 +0000 UTC",
            "     -> DroppedAttributesCount: 4",
            "     -> Attributes::",
            "          -> n: Int(2)",
            "SpanEvent #1",
            "     -> Name: bare",
            "     -> Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "     -> DroppedAttributesCount: 0",
            "Links:",
            "SpanLink #0",
            "     -> Trace ID: 0102030405060708090a0b0c0d0e0f10",
            "     -> ID: a1a2a3a4a5a6a7a8",
            "     -> TraceState: x=y",
            "     -> DroppedAttributesCount: 5",
            "     -> Attributes::",
            "          -> why: Str(batch)",
            "SpanLink #1",
            "     -> Trace ID: ",
            "     -> ID: ",
            "     -> TraceState: ",
            "     -> DroppedAttributesCount: 0"
        )
        #expect(try await text("detailed", of: traces(span)) == expected)
    }

    @Test func aBareSpanHasNoOptionalLines() async throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [.with { $0.scopeSpans = [.with { $0.spans = [.init()] }] }]
        }
        let expected = lines(
            "ResourceSpans #0",
            "Resource SchemaURL: ",
            "ScopeSpans #0",
            "ScopeSpans SchemaURL: ",
            "InstrumentationScope  ",
            "Span #0",
            "    Trace ID       : ",
            "    Parent ID      : ",
            "    ID             : ",
            "    Name           : ",
            "    Kind           : Unspecified",
            "    Start time     : 1970-01-01 00:00:00 +0000 UTC",
            "    End time       : 1970-01-01 00:00:00 +0000 UTC",
            "    Status code    : Unset",
            "    Status message : ",
            "    DroppedAttributesCount: 0",
            "    DroppedEventsCount: 0",
            "    DroppedLinksCount: 0"
        )
        #expect(try await text("detailed", of: Traces(validating: wire(request))) == expected)
    }

    @Test func normal() async throws {
        let bare = Span.with { $0.name = "bare" }
        let expected = lines(
            "ResourceTraces #0 [https://example.com/r] service.name=shop",
            "ScopeTraces #0 library@1.2 [https://example.com/s] build=7",
            "pay 0102030405060708090a0b0c0d0e0f10 a1a2a3a4a5a6a7a8 card=visa amount=12.5",
            "bare  "
        )
        #expect(try await text("normal", of: traces(span, bare)) == expected)
    }

    /// Requests that were joined read as one.
    @Test func resourcesAreNumberedOverAllRequests() async throws {
        let joined = Traces(joining: [.sample(1, service: "a"), .sample(1, service: "b")])
        let headers = try await text("normal", of: joined).split(separator: "\n").filter { $0.hasPrefix("Resource") }
        #expect(headers == ["ResourceTraces #0 service.name=a", "ResourceTraces #1 service.name=b"])
    }

    @Test func entitiesAreListedBelowTheirResource() async throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [
                .with {
                    $0.resource.entityRefs = [
                        .with {
                            $0.schemaURL = "https://example.com/e"
                            $0.type = "service"
                            $0.idKeys = ["service.name", "service.namespace"]
                            $0.descriptionKeys = ["service.version"]
                        },
                        .with { $0.type = "host" },
                    ]
                    $0.scopeSpans = [.with { $0.spans = [.init()] }]
                }
            ]
        }
        let expected = lines(
            "Resource SchemaURL: ",
            "Resource entity refs:",
            "     -> Entity ref #0:",
            "          -> Type: service",
            "          -> Schema URL: https://example.com/e",
            "          -> ID keys:",
            "               -> service.name",
            "               -> service.namespace",
            "          -> Description keys:",
            "               -> service.version",
            "     -> Entity ref #1:",
            "          -> Type: host",
            "ScopeSpans #0"
        )
        #expect(try await text("detailed", of: Traces(validating: wire(request))).contains(expected))
    }
}
