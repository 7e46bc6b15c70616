// swift-tools-version: 6.2
import PackageDescription

// MARK: Settings that every target shares

/// Language modes and features; none of them is an unsafe flag, so that the library can be a dependency by URL.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // Views are ~Escapable structs over RawSpan: their lifetimes are spelled with `@_lifetime`.
    .enableExperimentalFeature("Lifetimes"),
    // SE-0335 and SE-0409: `any` is written out, and a C module never leaks into a public signature.
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// MARK: Helpers

/// A C library of the system, found by pkg-config and named with the packages that bring it.
func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/System/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([apt]), .brew([brew])]
    )
}

/// One of the libraries that components are written against.
func collector(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Collector/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

enum Kind: String {
    case receiver = "Receivers"
    case processor = "Processors"
    case exporter = "Exporters"
    case connector = "Connectors"
    case `extension` = "Extensions"
    case provider = "Providers"
}

/// The libraries that every component may import; a component never imports another component or the builder.
let collectorLibraries: [Target.Dependency] = [
    "Pdata", "CollectorConfig", "CollectorAPI", "CollectorNet", "ExporterKit",
]

/// A component: one folder, one target, one product, all of one name.
func component(
    _ kind: Kind,
    _ name: String,
    system: [Target.Dependency] = [],
    shared: [Target.Dependency] = []
) -> Target {
    .target(
        name: name,
        dependencies: collectorLibraries + system + shared,
        path: "Sources/Components/\(kind.rawValue)/\(name)",
        // A provider has no settings.
        exclude: ["component.yaml", "README.md", "Examples"] + (kind == .provider ? [] : ["schema.json"]),
        swiftSettings: settings
    )
}

/// A library that several components use.
func shared(
    _ name: String,
    system: [Target.Dependency] = [],
    shared: [Target.Dependency] = []
) -> Target {
    .target(
        name: name,
        dependencies: collectorLibraries + system + shared,
        path: "Sources/Components/Shared/\(name)",
        swiftSettings: settings
    )
}

/// A test target, in the folder that mirrors its subject's.
func tests(_ name: String, in folder: String = "", _ dependencies: [Target.Dependency], exclude: [String] = [])
    -> Target
{
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(folder)\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

// MARK: Components

let components: [Target] = [
    component(.receiver, "OTLPReceiver"),
    component(.receiver, "NopReceiver"),
    component(.processor, "AttributesProcessor", shared: ["AttributeActions", "PropertyMatching"]),
    component(.processor, "BatchProcessor"),
    component(.processor, "FilterProcessor", shared: ["OTTL", "PropertyMatching"]),
    component(.processor, "GroupByAttrsProcessor"),
    component(.processor, "MemoryLimiterProcessor", shared: ["MemoryLimiting"]),
    component(.processor, "MetricsTransformProcessor", shared: ["MetricAggregation", "RegularExpressions"]),
    component(.processor, "ProbabilisticSamplerProcessor"),
    component(.processor, "RedactionProcessor", system: ["COpenSSL"], shared: ["OTTL", "RegularExpressions"]),
    component(.processor, "ResourceProcessor", shared: ["AttributeActions"]),
    component(.processor, "RoutingProcessor", shared: ["OTTL"]),
    component(.processor, "SpanProcessor", shared: ["PropertyMatching", "RegularExpressions"]),
    component(.processor, "TransformProcessor", shared: ["MetricAggregation", "OTTL", "RegularExpressions"]),
    component(.exporter, "DebugExporter"),
    component(.exporter, "LogFluxExporter", system: ["COpenSSL"]),
    component(.exporter, "NopExporter"),
    component(.exporter, "OTLPGRPCExporter"),
    component(.exporter, "OTLPHTTPExporter"),
    component(.connector, "CountConnector", shared: ["AttributeActions", "OTTL"]),
    component(.connector, "ForwardConnector"),
    component(.connector, "RoutingConnector", shared: ["OTTL"]),
    component(.extension, "BasicAuthExtension", system: ["CLibCrypt", "COpenSSL"]),
    component(.extension, "BearerTokenAuthExtension"),
    component(.extension, "HeadersSetterExtension"),
    component(.extension, "HealthCheckExtension"),
    component(.extension, "FileStorageExtension", system: ["CLibDeflate"]),
    component(.extension, "MemoryLimiterExtension", shared: ["MemoryLimiting"]),
    component(.extension, "PprofExtension", system: ["CMalloc"]),
    component(.provider, "EnvProvider"),
    component(.provider, "FileProvider"),
    component(.provider, "YAMLProvider"),
    component(.provider, "HTTPProvider"),
    component(.provider, "HTTPSProvider"),
]
let everyComponent = components.map { Target.Dependency(stringLiteral: $0.name) }

// MARK: The package

let package = Package(
    name: "swift-ocb",
    products: [
        // The executable swift-ocb is not declared: SwiftPM makes its product by itself here, and fetches the packages of
        // every declared product, used or not, for each distribution.
        .library(name: "Pdata", targets: ["Pdata"]),
        .library(name: "CollectorConfig", targets: ["CollectorConfig"]),
        .library(name: "CollectorAPI", targets: ["CollectorAPI"]),
        .library(name: "CollectorNet", targets: ["CollectorNet"]),
        .library(name: "ExporterKit", targets: ["ExporterKit"]),
        .library(name: "CollectorService", targets: ["CollectorService"]),
        .library(name: "CollectorTestKit", targets: ["CollectorTestKit"]),
    ] + components.map { .library(name: $0.name, targets: [$0.name]) },
    dependencies: [
        // The tool and the tests only: no declared product reaches them, so that a distribution's graph is without them.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        system("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
        system("CLibDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev", brew: "libdeflate"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
        system("CSnappy", pkgConfig: "snappy", apt: "libsnappy-dev", brew: "snappy"),
        system("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev", brew: "lz4"),
        system("CLibUV", pkgConfig: "libuv", apt: "libuv1-dev", brew: "libuv"),
        system("CNGHTTP2", pkgConfig: "libnghttp2", apt: "libnghttp2-dev", brew: "libnghttp2"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev", brew: "openssl@3"),

        // RE2 is C++: this gives it a C face, which no exception leaves. Its pkg-config file has flags that SwiftPM does
        // not allow, and nothing else that is needed.
        .target(name: "CRE2", path: "Sources/System/CRE2", linkerSettings: [.linkedLibrary("re2")]),

        system("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev", brew: "xxhash"),
        system("CLibCrypt", pkgConfig: "libcrypt", apt: "libcrypt-dev", brew: "libxcrypt"),

        // glibc's malloc.h, which Swift's Glibc module leaves out.
        .systemLibrary(name: "CMalloc", path: "Sources/System/CMalloc"),

        // The one piece of C: what only a constructor can know.
        .target(name: "CProcessArguments", path: "Sources/System/CProcessArguments"),

        collector("Pdata", []),
        collector("CollectorConfig", ["CLibYAML"]),
        collector("CollectorAPI", ["CollectorConfig", "Pdata"]),
        collector(
            "CollectorNet",
            ["CollectorAPI", "CLibUV", "CNGHTTP2", "COpenSSL", "CLibDeflate", "CZstd", "CSnappy", "CLZ4"]
        ),
        collector("ExporterKit", ["CollectorAPI", "CollectorNet"]),
        collector(
            "CollectorService",
            ["CollectorAPI", "CollectorNet", "ExporterKit", "CProcessArguments", "CMalloc"],
            exclude: ["schema.json"]
        ),
        collector("CollectorTestKit", ["CollectorAPI", "CollectorNet", "CollectorService"]),
    ] + components + [
        shared("AttributeActions", system: ["COpenSSL"], shared: ["RegularExpressions"]),
        shared("MemoryLimiting", system: ["CMalloc"]),
        shared("MetricAggregation"),
        shared("OTTL", system: ["COpenSSL", "CXXHash"], shared: ["RegularExpressions"]),
        shared("PropertyMatching", shared: ["AttributeActions", "RegularExpressions"]),
        shared("RegularExpressions", system: ["CRE2"]),
        .target(
            name: "Templates",
            path: "Templates",
            resources: [
                .embedInCode("distribution"), .embedInCode("project"), .embedInCode("default"),
                .embedInCode("component"),
                .embedInCode("packaging"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Builder",
            dependencies: [
                "Templates", "CollectorConfig",
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            path: "Sources/Builder",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "swift-ocb",
            dependencies: ["Builder", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Sources/swift-ocb",
            swiftSettings: settings
        ),

        // MARK: Tests
        .target(
            name: "OTLPOracle",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            path: "Tests/Support/OTLPOracle",
            exclude: ["README.md"]
        ),
        .target(
            name: "OracleTelemetry",
            dependencies: ["OTLPOracle", "Pdata", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            path: "Tests/Support/OracleTelemetry",
            swiftSettings: settings
        ),
        tests("PdataTests", in: "Collector/", ["Pdata", "OTLPOracle"]),
        tests("CollectorConfigTests", in: "Collector/", ["CollectorConfig"]),
        tests("CollectorAPITests", in: "Collector/", ["CollectorAPI"]),
        tests("CollectorNetTests", in: "Collector/", ["CollectorNet"]),
        tests("ExporterKitTests", in: "Collector/", ["ExporterKit", "CollectorTestKit"]),
        tests("CollectorServiceTests", in: "Collector/", ["CollectorService", "CollectorTestKit"] + everyComponent),
        tests(
            "RehearsalTests",
            in: "Collector/",
            [
                "CollectorService", "CollectorTestKit", "AttributesProcessor", "BatchProcessor", "ForwardConnector",
                "NopExporter", "NopReceiver", "YAMLProvider",
            ]
        ),
        tests("CollectorTestKitTests", in: "Collector/", ["CollectorTestKit", "BatchProcessor"]),
        tests("OTLPReceiverTests", in: "Components/Receivers/", ["OTLPReceiver", "CollectorTestKit", "OTLPOracle"]),
        tests("NopReceiverTests", in: "Components/Receivers/", ["NopReceiver", "CollectorTestKit"]),
        tests(
            "AttributesProcessorTests",
            in: "Components/Processors/",
            [
                "AttributesProcessor", "AttributeActions", "PropertyMatching", "CollectorTestKit", "OTLPOracle",
                "OracleTelemetry",
            ]
        ),
        tests(
            "GroupByAttrsProcessorTests",
            in: "Components/Processors/",
            ["GroupByAttrsProcessor", "CollectorTestKit", "OTLPOracle", "OracleTelemetry"]
        ),
        tests(
            "MetricsTransformProcessorTests",
            in: "Components/Processors/",
            ["MetricsTransformProcessor", "CollectorTestKit", "OTLPOracle", "OracleTelemetry"]
        ),
        tests(
            "ProbabilisticSamplerProcessorTests",
            in: "Components/Processors/",
            ["ProbabilisticSamplerProcessor", "CollectorTestKit", "OTLPOracle", "OracleTelemetry"]
        ),
        tests(
            "RedactionProcessorTests",
            in: "Components/Processors/",
            ["RedactionProcessor", "CollectorTestKit", "OTLPOracle", "OracleTelemetry"]
        ),
        tests(
            "ResourceProcessorTests",
            in: "Components/Processors/",
            ["ResourceProcessor", "CollectorTestKit", "OTLPOracle"]
        ),
        tests("RoutingProcessorTests", in: "Components/Processors/", ["RoutingProcessor", "CollectorTestKit"]),
        tests(
            "SpanProcessorTests",
            in: "Components/Processors/",
            ["SpanProcessor", "CollectorTestKit", "OTLPOracle", "OracleTelemetry"]
        ),
        tests("OTTLTests", in: "Components/Shared/", ["OTTL", "CollectorTestKit"], exclude: ["Fixtures"]),
        tests(
            "FilterProcessorTests",
            in: "Components/Processors/",
            ["FilterProcessor", "CollectorTestKit", "OTLPOracle"]
        ),
        tests(
            "TransformProcessorTests",
            in: "Components/Processors/",
            ["TransformProcessor", "OTTL", "CollectorTestKit", "OTLPOracle"],
            exclude: ["Fixtures"]
        ),
        tests(
            "RegularExpressionsTests",
            in: "Components/Shared/",
            ["RegularExpressions"]
        ),
        tests(
            "BatchProcessorTests",
            in: "Components/Processors/",
            ["BatchProcessor", "CollectorTestKit", "OTLPOracle"]
        ),
        tests("DebugExporterTests", in: "Components/Exporters/", ["DebugExporter", "CollectorTestKit", "OTLPOracle"]),
        tests("LogFluxExporterTests", in: "Components/Exporters/", ["LogFluxExporter", "CollectorTestKit"]),
        tests(
            "OTLPGRPCExporterTests",
            in: "Components/Exporters/",
            ["OTLPGRPCExporter", "CollectorTestKit", "OTLPOracle"]
        ),
        tests(
            "OTLPHTTPExporterTests",
            in: "Components/Exporters/",
            ["OTLPHTTPExporter", "CollectorTestKit", "OTLPOracle"]
        ),
        tests("CountConnectorTests", in: "Components/Connectors/", ["CountConnector", "CollectorTestKit"]),
        tests("RoutingConnectorTests", in: "Components/Connectors/", ["RoutingConnector", "CollectorTestKit"]),
        tests("ForwardConnectorTests", in: "Components/Connectors/", ["ForwardConnector", "CollectorTestKit"]),
        tests(
            "BasicAuthExtensionTests",
            in: "Components/Extensions/",
            ["BasicAuthExtension", "CollectorTestKit"]
        ),
        tests(
            "BearerTokenAuthExtensionTests",
            in: "Components/Extensions/",
            ["BearerTokenAuthExtension", "CollectorTestKit"]
        ),
        tests(
            "HeadersSetterExtensionTests",
            in: "Components/Extensions/",
            ["HeadersSetterExtension", "CollectorTestKit"]
        ),
        tests("PprofExtensionTests", in: "Components/Extensions/", ["PprofExtension", "CollectorTestKit"]),
        tests(
            "HealthCheckExtensionTests",
            in: "Components/Extensions/",
            ["HealthCheckExtension", "CollectorTestKit"]
        ),
        tests(
            "FileStorageExtensionTests",
            in: "Components/Extensions/",
            ["FileStorageExtension", "ExporterKit", "CollectorTestKit"]
        ),
        tests(
            "ProviderTests",
            in: "Components/Providers/",
            ["EnvProvider", "FileProvider", "YAMLProvider", "HTTPProvider", "HTTPSProvider", "CollectorTestKit"]
        ),
        tests(
            "MemoryLimiterTests",
            in: "Components/Processors/",
            ["MemoryLimiterProcessor", "MemoryLimiterExtension", "MemoryLimiting", "CollectorTestKit"]
        ),
        tests("ContractTests", ["CollectorTestKit"] + everyComponent),
        tests("BuilderTests", ["Builder", "CollectorConfig"], exclude: ["Fixtures", "Snapshots"]),
        tests("DistributionTests", ["Builder"], exclude: ["Fixtures"]),
    ]
)
