// swift-tools-version: 6.2
import PackageDescription

/// The collector library: a checkout where its folder is named, as this repository's own tests do, else a release.
///
/// A distribution that swift-ocb builds gets the library that swift-ocb has, whatever is written here.
let library: Package.Dependency =
    if let checkout = Context.environment["SWIFT_OCB_CHECKOUT"] {
        .package(name: "swift-ocb", path: checkout)
    } else {
        .package(url: "https://github.com/swift-ocb/swift-ocb", from: "0.1.0")
    }

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Libraries of the collector's.
func collector(_ names: String...) -> [Target.Dependency] {
    names.map { .product(name: $0, package: "swift-ocb") }
}

let package = Package(
    name: "amplitudeexporter",
    products: [.library(name: "AmplitudeExporter", targets: ["AmplitudeExporter"])],
    dependencies: [library],
    targets: [
        .target(
            name: "AmplitudeExporter",
            dependencies: collector("Pdata", "CollectorConfig", "CollectorAPI", "CollectorNet", "ExporterKit"),
            swiftSettings: settings
        ),
        .testTarget(
            name: "AmplitudeExporterTests",
            dependencies: ["AmplitudeExporter"] + collector("CollectorTestKit"),
            swiftSettings: settings
        ),
    ]
)
