// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "acme",
    products: [.library(name: "AcmeExporter", targets: ["AcmeExporter"])],
    dependencies: [
        // As an author names it; nobody answers there, and nobody is asked: the builder has the library at hand.
        .package(url: "https://swift-ocb.invalid/swift-ocb.git", from: "0.1.0")
    ],
    targets: [
        .target(
            name: "AcmeExporter",
            dependencies: [
                .product(name: "CollectorAPI", package: "swift-ocb"),
                .product(name: "CollectorConfig", package: "swift-ocb"),
                .product(name: "Pdata", package: "swift-ocb"),
            ],
            exclude: ["component.yaml"]
        )
    ]
)
