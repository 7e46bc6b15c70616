import CollectorConfig
import Foundation
import Testing

@testable import Builder

@Suite struct PackageGraphTests {
    private let graph: PackageGraph

    /// What `swift package dump-package` prints, in small.
    init() throws {
        let dump = """
            {"name": "swift-ocb", "products": [
              {"name": "CollectorService", "targets": ["CollectorService"], "type": {"library": ["automatic"]}},
              {"name": "AttributesProcessor", "targets": ["AttributesProcessor"], "type": {"library": ["automatic"]}},
              {"name": "NopReceiver", "targets": ["NopReceiver"], "type": {"library": ["automatic"]}}
            ], "targets": [
              {"name": "CollectorService", "type": "regular", "path": "Sources/Collector/CollectorService",
               "dependencies": [{"byName": ["CLibUV", null]}], "settings": []},
              {"name": "AttributesProcessor", "type": "regular", "path": "Sources/Components/AttributesProcessor",
               "dependencies": [{"byName": ["Expressions", null]}, {"target": ["CollectorService", null]}]},
              {"name": "NopReceiver", "type": "regular", "dependencies": []},
              {"name": "Expressions", "type": "regular", "dependencies": [{"byName": ["CRE2", null]}]},
              {"name": "CRE2", "type": "regular", "dependencies": [],
               "settings": [{"tool": "linker", "kind": {"linkedLibrary": {"_0": "re2"}}}]},
              {"name": "CLibUV", "type": "system", "path": "Sources/System/CLibUV", "pkgConfig": "libuv",
               "dependencies": [], "providers": [{"brew": [["libuv"]]}, {"apt": [["libuv1-dev"]]}]},
              {"name": "SomeTests", "type": "test", "dependencies": []}
            ]}
            """
        graph = try #require(PackageGraph(dump: Data(dump.utf8)))
    }

    @Test func aProductsModulesAreThoseThatItNeeds() {
        #expect(
            graph.closure(ofProducts: ["AttributesProcessor"]).map(\.name) == [
                "AttributesProcessor", "CLibUV", "CRE2", "CollectorService", "Expressions",
            ]
        )
        #expect(graph.closure(ofProducts: ["NopReceiver"]).map(\.path) == ["Sources/NopReceiver"])
        #expect(graph.closure(ofProducts: ["None"]) == [])
        #expect(PackageGraph(dump: Data("[]".utf8)) == nil)
    }

    private func why(_ name: String, into diagnostics: inout Diagnostics) throws -> [String] {
        let manifest = """
            dist: {name: a}
            processors:
              - module: AttributesProcessor
            receivers:
              - module: NopReceiver
            """
        let resolution = try #require(try Outcome(manifest).resolution)
        let stage = WhyStage(name: name, resolution: resolution, graph: graph) { module in
            module == "libuv" ? ["uv", "dl"] : []
        }
        return stage.reasons(into: &diagnostics)
    }

    @Test(arguments: ["CRE2", "re2", "libre2", "libre2.a"])
    func whyTellsTheWayFromTheManifest(name: String) throws {
        var diagnostics = Diagnostics()
        let reasons = try why(name, into: &diagnostics)
        #expect(
            reasons == ["m.yaml:3:13: AttributesProcessor: AttributesProcessor → Expressions → CRE2"]
        )
        #expect(diagnostics.sorted == [])
    }

    @Test(arguments: ["libuv", "uv", "CLibUV", "libuv1-dev"])
    func whyKnowsALibraryByAnyOfItsNames(name: String) throws {
        var diagnostics = Diagnostics()
        #expect(
            try why(name, into: &diagnostics) == [
                "every collector: CollectorService → CLibUV",
                "m.yaml:3:13: AttributesProcessor: AttributesProcessor → CollectorService → CLibUV",
            ]
        )
    }

    @Test func whatIsNowhereIsAnErrorWithTheNearestName() throws {
        var diagnostics = Diagnostics()
        #expect(try why("Expresions", into: &diagnostics) == [])
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: there is no module or system library \"Expresions\"; did you mean \"Expressions\"?"
            ]
        )
    }
}
