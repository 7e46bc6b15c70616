import Foundation
import Testing

@testable import Builder

@Suite struct ComponentScaffoldTests {
    private let name = ComponentName(
        kind: .processor,
        type: "tenant",
        product: "TenantProcessor",
        folder: "tenant-processor"
    )

    @Test(arguments: ComponentKind.scaffolded)
    func nothingOfATemplateIsLeft(kind: ComponentKind) throws {
        let product = "Tenant\(kind.rawValue.capitalized)"
        let name = ComponentName(kind: kind, type: "tenant", product: product, folder: "tenant-\(kind)")
        let files = try ComponentScaffold(name, path: nil, currentFolder: "/").render()
        for (path, text) in files {
            #expect(!text.contains("{{") && !text.contains("&quot;") && !text.contains("CONTENT_TYPE"), "\(path)")
            #expect(text.hasSuffix("\n") && !text.hasPrefix("\n"), "\(path)")
        }
        let paths = Set(files.map(\.path))
        for path in [
            "Package.swift", "component.yaml", "README.md", ".gitignore", "config.yaml", "Examples/default.yaml",
            "Sources/\(product)/Config.swift", "Sources/\(product)/Factory.swift",
            "Sources/\(product)/\(product).swift",
            "Tests/\(product)Tests/\(product)Tests.swift", "Tests/\(product)Tests/ContractTests.swift",
        ] { #expect(paths.contains(path), "\(path)") }
    }

    @Test func itsMetadataIsReadAsWhatItIs() throws {
        let folder = try TemporaryFolder()
        var diagnostics = Diagnostics()
        let written = ComponentScaffold(name, path: nil, currentFolder: folder.path).write(into: &diagnostics)
        #expect(written?.folder == folder.path + "/tenant-processor")
        let local = LocalComponents.find(
            at: "tenant-processor/Sources",
            currentFolder: folder.path,
            into: &diagnostics
        )
        #expect(diagnostics.sorted == [])
        #expect(local?.packageRoot == folder.path + "/tenant-processor")
        #expect(local?.components.map(\.product) == ["TenantProcessor"])
        #expect(local?.components.first?.signals.map(\.signal) == ["traces", "metrics", "logs"])
    }

    @Test func aFolderThatIsThereStaysAsItIs() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "tenant-processor/README.md")
        var diagnostics = Diagnostics()
        #expect(ComponentScaffold(name, path: nil, currentFolder: folder.path).write(into: &diagnostics) == nil)
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: \(folder.path)/tenant-processor exists already; choose another --path, or remove it"
            ]
        )
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/tenant-processor") == ["README.md"])
    }

    @Test func thePackageIsNotTakenForTheLibrary() throws {
        let folder = try TemporaryFolder()
        var diagnostics = Diagnostics()
        #expect(ComponentScaffold(name, path: "Swift-OCB", currentFolder: folder.path).write(into: &diagnostics) == nil)
        #expect(diagnostics.sorted.first?.message.contains("would be taken for the collector library") == true)
    }
}
