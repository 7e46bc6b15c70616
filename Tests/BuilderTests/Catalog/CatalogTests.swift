import Foundation
import Testing

@testable import Builder

@Suite struct CatalogTests {
    @Test func theCommittedIndexIsFresh() throws {
        let index = try String(contentsOfFile: Fixture.repository + "/manifests/components.index.yaml", encoding: .utf8)
        #expect(ComponentListing.index(try Fixture.catalog().components) == index, "run make generate")
    }

    @Test func foldersProductsAndTargetsHaveOneName() throws {
        let package = try String(contentsOfFile: Fixture.repository + "/Package.swift", encoding: .utf8)
        for component in try Fixture.catalog().components {
            let folder = URL(fileURLWithPath: component.file).deletingLastPathComponent()
            #expect(folder.lastPathComponent == component.product)
            #expect(
                folder.deletingLastPathComponent().lastPathComponent.lowercased() == component.kind.section.rawValue
            )
            #expect(package.contains("component(.\(component.kind.rawValue), \"\(component.product)\""))
        }
    }

    @Test func systemPackagesAreThoseOfPackageSwift() throws {
        let package = try String(contentsOfFile: Fixture.repository + "/Package.swift", encoding: .utf8)
        for needed in try Fixture.catalog().corePackages {
            #expect(package.contains("pkgConfig: \"\(needed.pkgConfig)\", apt: \"\(needed.apt)\""))
        }
    }

    @Test func whatHasArrivedIsNoLongerPlanned() throws {
        let catalog = try Fixture.catalog()
        #expect(PlannedComponent.all.count > 50)
        for planned in PlannedComponent.all {
            #expect(
                catalog.components(importPath: planned.importPath).allSatisfy { $0.kind != planned.kind },
                "\(planned.importPath) is available: remove it from the plan"
            )
        }
    }

    @Test func jsonHasEveryField() throws {
        let components = try Fixture.catalog().components.map(ComponentRecord.init)
        let text = try jsonText(components)
        let decoded = try JSONDecoder().decode([ComponentRecord].self, from: Data(text.utf8))
        let exporter = try #require(decoded.first { $0.type == "otlp_grpc" })
        #expect(exporter.kind == "exporter")
        #expect(exporter.aliases == ["otlp"])
        #expect(exporter.gomod == ["go.opentelemetry.io/collector/exporter/otlpexporter"])
        #expect(exporter.module == "OTLPGRPCExporter")
        #expect(exporter.signals["traces"] == "stable")
    }

    @Test(arguments: [
        ("kind: reciever\ntype: a\nproduct: A\nsummary: s\nsignals: {}\n", "did you mean \"receiver\"?"),
        ("kind: receiver\ntype: a\nproduct: A B\nsummary: s\nsignals: {}\n", "is not the name of a Swift module"),
        ("kind: receiver\ntype: a\nsummary: s\nsignals: {}\n", "product is missing"),
        (
            "kind: receiver\ntype: a\nproduct: A\nsummary: s\nsignals: {traces: great}\n",
            "the stability of traces is none of"
        ),
        ("kind: receiver\ntype: a\nproduct: A\nsummary: s\nsignals: {}\ncolour: red\n", "unknown key \"colour\""),
    ])
    func mistakesInComponentFilesAreErrors(text: String, message: String) {
        var diagnostics = Diagnostics()
        _ = ComponentDescription.decode(text, file: "component.yaml", into: &diagnostics)
        #expect(diagnostics.sorted.contains { $0.description.contains(message) })
    }

    @Test func theLibraryIsFoundByOptionThenVariableThenAroundTheTool() {
        func find(option: String? = nil, _ environment: [String: String] = [:]) -> (String?, [Diagnostic]) {
            var diagnostics = Diagnostics()
            let library = ComponentLibrary.find(
                option: option,
                environment: environment,
                executable: Fixture.repository + "/.build/release/swift-ocb",
                into: &diagnostics
            )
            return (library?.root, diagnostics.sorted)
        }
        #expect(find().0 == Fixture.repository)
        #expect(find(option: Fixture.repository).0 == Fixture.repository)
        #expect(find([ComponentLibrary.variable: "/nowhere"]).1.first?.message.contains("/nowhere") == true)
        #expect(find(option: "/nowhere", [ComponentLibrary.variable: Fixture.repository]).0 == nil)
        var diagnostics = Diagnostics()
        let nowhere = ComponentLibrary.find(option: nil, environment: [:], executable: "/bin/sh", into: &diagnostics)
        #expect(nowhere == nil)
        #expect(diagnostics.hasErrors)
    }
}
