// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds the library, the tool or a collector compiles it.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "benchmarks",
    dependencies: [
        // Named, because a path's identity would be the name of the folder that the repository was cloned into.
        .package(name: "swift-ocb", path: "..")
    ],
    targets: [
        .systemLibrary(
            name: "CWire",
            path: "Sources/CWire",
            providers: [.apt(["libnghttp2-dev", "libssl-dev", "libdeflate-dev", "zlib1g-dev"])]
        ),
        .target(
            name: "BenchmarkKit",
            dependencies: ["CWire", .product(name: "CollectorConfig", package: "swift-ocb")],
            swiftSettings: settings
        ),
        .executableTarget(name: "floor", linkerSettings: [.linkedLibrary("uv"), .linkedLibrary("nghttp2")]),
        .executableTarget(name: "bench", dependencies: ["BenchmarkKit"], swiftSettings: settings),
        .testTarget(name: "BenchmarkKitTests", dependencies: ["BenchmarkKit"], swiftSettings: settings),
    ]
)
