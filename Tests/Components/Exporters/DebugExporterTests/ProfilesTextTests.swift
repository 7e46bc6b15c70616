import OTLPOracle
import Pdata
import Testing

@Suite struct ProfilesTextTests {
    private let request = ProfilesRequest.with {
        $0.dictionary = .with {
            $0.stringTable = ["", "thread", "main", "pid", "env", "prod"]
            $0.mappingTable = [
                .with {
                    $0.memoryStart = 1
                    $0.memoryLimit = 2
                    $0.fileOffset = 3
                    $0.filenameStrindex = 4
                    $0.attributeIndices = [1, 2]
                }
            ]
            $0.locationTable = [
                .with {
                    $0.mappingIndex = 0
                    $0.address = 4096
                    $0.lines = [
                        .with {
                            $0.functionIndex = 0
                            $0.line = 42
                            $0.column = 8
                        }
                    ]
                }
            ]
            $0.functionTable = [
                .with {
                    $0.nameStrindex = 1
                    $0.systemNameStrindex = 2
                    $0.filenameStrindex = 3
                    $0.startLine = 40
                }
            ]
            $0.linkTable = [
                .init(),
                .with {
                    $0.traceID = traceID
                    $0.spanID = spanID
                },
            ]
            $0.attributeTable = [
                .init(),
                .with {
                    $0.keyStrindex = 1
                    $0.value = .string("main")
                },
                .with {
                    $0.keyStrindex = 3
                    $0.value = .int(7)
                    $0.unitStrindex = 2
                },
            ]
        }
        $0.resourceProfiles = [
            .with {
                $0.resource.attributes = [
                    .with {
                        $0.keyStrindex = 4
                        $0.value = .reference(5)
                    },
                    KeyValue(
                        "nested",
                        .map(
                            .with {
                                $0.keyStrindex = 1
                                $0.value = .slice(.reference(2), .reference(0))
                            }
                        )
                    ),
                ]
                $0.scopeProfiles = [
                    .with {
                        $0.profiles = [
                            .with {
                                $0.profileID = traceID
                                $0.timeUnixNano = noon
                                $0.durationNano = 10
                                $0.droppedAttributesCount = 1
                                $0.attributeIndices = [1, 2]
                                $0.samples = [
                                    .with {
                                        $0.values = [4, -5]
                                        $0.attributeIndices = [1, 2]
                                    },
                                    .with { $0.timestampsUnixNano = [noon] },
                                ]
                            }
                        ]
                    }
                ]
            }
        ]
    }

    @Test func detailed() async throws {
        let expected = lines(
            "Mapping #0",
            "    Memory start: 1",
            "    Memory limit: 2",
            "    File offset: 3",
            "    File name: 4",
            "    Attributes: [1 2]",
            "Location #0",
            "    Mapping index: 0",
            "    Address: 4096",
            "    Line #0",
            "        Function index: 0",
            "        Line: 42",
            "        Column: 8",
            "    Attributes: []",
            "Function #0",
            "    Name: 1",
            "    System name: 2",
            "    Filename: 3",
            "    Start line: 40",
            "Attribute table:",
            "     -> Key: Int(3)",
            "     -> Value: Str(7)",
            "     -> unit: Int(2)",
            "Link table:",
            "     -> Trace ID: Str(0102030405060708090a0b0c0d0e0f10)",
            "     -> Span ID: Str(a1a2a3a4a5a6a7a8)",
            "String table:",
            "    ",
            "    thread",
            "    main",
            "    pid",
            "    env",
            "    prod",
            "ResourceProfiles #0",
            "Resource SchemaURL: ",
            "Resource attributes:",
            "     -> env: Str(prod)",
            "     -> nested: Map({\"thread\":[\"main\",\"\"]})",
            "ScopeProfiles #0",
            "ScopeProfiles SchemaURL: ",
            "InstrumentationScope  ",
            "Profile #0",
            "    Profile ID     : 0102030405060708090a0b0c0d0e0f10",
            "    Start time     : 2024-02-29 12:34:56.789 +0000 UTC",
            "    DurationNano   : 10",
            "    Dropped attributes count: 1",
            "    Sample #0",
            "        Values: [4 -5]",
            "        Attributes:",
            "             -> thread: Str(main)",
            "             -> pid: Int(7)",
            "    Sample #1",
            "        Values: []"
        )
        #expect(try await text("detailed", of: Profiles(validating: wire(request))) == expected)
    }

    @Test func normal() async throws {
        let expected = lines(
            "ResourceProfiles #0 env=prod nested={\"thread\":[\"main\",\"\"]}",
            "ScopeProfiles #0",
            "0102030405060708090a0b0c0d0e0f10 samples=2 thread=main pid=7"
        )
        #expect(try await text("normal", of: Profiles(validating: wire(request))) == expected)
    }

    @Test func whatTheTablesLackIsNamed() async throws {
        var request = ProfilesRequest.with {
            $0.resourceProfiles = [
                .with {
                    $0.scopeProfiles = [
                        .with { $0.profiles = [.with { $0.samples = [.with { $0.attributeIndices = [0] }] }] }
                    ]
                }
            ]
        }
        let withoutTables = try await text("detailed", of: Profiles(validating: wire(request)))
        #expect(withoutTables.contains("             -> [Missing Dictionary AttributeTable Item #0]\n"))
        request.dictionary.attributeTable = [.with { $0.value = .int(7) }]
        let withoutStrings = try await text("detailed", of: Profiles(validating: wire(request)))
        #expect(withoutStrings.contains("             -> [Missing Dictionary Key String Item #0]: Int(7)\n"))
    }
}
