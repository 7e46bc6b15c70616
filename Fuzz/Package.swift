// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds the library, the tool or a collector compiles it.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// An executable that libFuzzer's `main` runs over one kind of input.
func fuzzer(_ name: String, _ products: String...) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["Fuzzing"] + products.map { .product(name: $0, package: "swift-ocb") },
        swiftSettings: settings
    )
}

let package = Package(
    name: "fuzz",
    dependencies: [
        // Named, because a path's identity would be the name of the folder that the repository was cloned into.
        .package(name: "swift-ocb", path: "..")
    ],
    targets: [
        .target(
            name: "Fuzzing",
            dependencies: [.product(name: "Pdata", package: "swift-ocb")],
            swiftSettings: settings
        ),
        fuzzer("wire", "Pdata"),
        fuzzer("json", "Pdata"),
        fuzzer("compression", "Pdata", "CollectorNet"),
        fuzzer("http1", "Pdata", "CollectorNet"),
        fuzzer("grpc", "Pdata", "CollectorAPI", "CollectorNet"),
        fuzzer("server", "Pdata", "CollectorAPI", "CollectorNet"),
        fuzzer("client", "Pdata", "CollectorAPI", "CollectorNet"),
        fuzzer("config", "CollectorConfig"),
        fuzzer("ottl", "Pdata", "CollectorAPI", "TransformProcessor"),
        fuzzer("storage", "Pdata", "ExporterKit", "FileStorageExtension"),
    ]
)
