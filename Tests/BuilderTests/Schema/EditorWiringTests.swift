import Foundation
import Testing

@testable import Builder

@Suite struct EditorSettingsTests {
    /// What becomes of `text`, for a manifest at /work/m.yaml, and what is said.
    private func wire(_ text: String?) -> (text: String?, said: [String]) {
        var diagnostics = Diagnostics()
        let settings = EditorSettings(around: "/nowhere/m.yaml")
        let wired = settings.text(
            text,
            with: settings.workspace + "/m.schema.json",
            for: settings.workspace + "/m.yaml",
            into: &diagnostics
        )
        return (wired, diagnostics.sorted.map(\.description))
    }

    private let added = "    \"yaml.schemas\": {\n        \"./m.schema.json\": [\"m.yaml\"]\n    }\n}"

    @Test(arguments: [nil, "", " \n", "{}"])
    func whereThereAreNoneTheyAreWritten(text: String?) {
        let wired = wire(text)
        #expect(wired.said == [])
        #expect(wired.text?.trimmingCharacters(in: .newlines) == "{\n" + added)
    }

    @Test(arguments: [
        (
            "{\n    // Ours.\n    \"a\": [1, {\"b\": \"}\"}] // why\n}\n",
            "{\n    // Ours.\n    \"a\": [1, {\"b\": \"}\"}], // why\n"
        ),
        ("{\n    \"a\": true, /* c */\n}", "{\n    \"a\": true, /* c */\n"), ("{\"a\": -1.5e3}", "{\"a\": -1.5e3,\n"),
        (
            "// Top.\n{\n    \"a\": null,\n    // \"yaml.schemas\": {}\n}\n",
            "// Top.\n{\n    \"a\": null,\n    // \"yaml.schemas\": {}\n"
        ),
    ])
    func everythingElseStays(text: String, start: String) {
        let wired = wire(text)
        #expect(wired.said == [])
        #expect(wired.text?.trimmingCharacters(in: .newlines) == start + added)
        #expect(wire(wired.text).text == wired.text)
    }

    @Test func otherSchemasStay() {
        let text = "{\n  \"yaml.schemas\": {\n    \"./a.json\": \"a.yaml\" // A's.\n  },\n  \"b\": 1\n}\n"
        #expect(
            wire(text).text
                == "{\n  \"yaml.schemas\": {\n    \"./a.json\": \"a.yaml\", // A's.\n    \"./m.schema.json\": [\"m.yaml\"]\n  },\n  \"b\": 1\n}\n"
        )
        let shared = #"{"yaml.schemas": {"./m.schema.json": "n.yaml"}}"#
        #expect(wire(shared).text == #"{"yaml.schemas": {"./m.schema.json": ["n.yaml", "m.yaml"]}}"#)
        let several = #"{"yaml.schemas": {"./m.schema.json": ["m.yaml", /* and */ "n.yaml",]}}"#
        #expect(wire(several).text == several)
    }

    @Test(arguments: [
        "{", "[1]", "{\"a\": }", "{\"a\" 1}", "{\"a\": 1 \"b\": 2}", "{\"a\": [}", "{} x", "{\"a\": \"b}", "{ /* }",
        "{a: 1}",
        "{\"yaml.schemas\": []}", "{\"yaml.schemas\": {\"./m.schema.json\": {}}}",
        "{\"a\": " + String(repeating: "[", count: 100_000),
    ])
    func whatIsNotUnderstoodIsLeft(text: String) {
        let wired = wire(text)
        #expect(wired.text == nil)
        #expect(wired.said.count == 1)
        #expect(wired.said.first?.contains("/.vscode/settings.json is left as it is: ") == true)
        #expect(wired.said.first?.hasSuffix(#"{"./m.schema.json": ["m.yaml"]} by hand"#) == true)
    }
}

@Suite struct EditorWiringTests {
    @Test func theSchemaTheFirstLineAndTheSettings() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: ".git/HEAD")
        let manifest = try folder.write("dist: {}\n", to: "deep/m.yaml")
        let wiring = EditorWiring(currentFolder: folder.path)
        var diagnostics = Diagnostics()
        let changes = wiring.changes("{}\n", for: "deep/m.yaml", into: &diagnostics)
        #expect(changes.map(\.path) == ["deep/m.schema.json", "deep/m.yaml", ".vscode/settings.json"])
        #expect(changes[1].diff.contains("\n+# yaml-language-server: $schema=./m.schema.json\n"))
        // Nothing was written yet.
        #expect(try String(contentsOfFile: manifest, encoding: .utf8) == "dist: {}\n")
        wiring.write(changes, into: &diagnostics)
        let settings = try String(contentsOfFile: folder.path + "/.vscode/settings.json", encoding: .utf8)
        #expect(settings.contains(#""./deep/m.schema.json": ["deep/m.yaml"]"#))
        #expect(wiring.changes("{}\n", for: "deep/m.yaml", into: &diagnostics).isEmpty)
        #expect(diagnostics.sorted == [])
    }

    @Test func allOrNothing() throws {
        let folder = try TemporaryFolder()
        try folder.write("dist: {}\n", to: "m.yaml")
        try folder.write("{ broken", to: ".vscode/settings.json")
        var diagnostics = Diagnostics()
        let wiring = EditorWiring(currentFolder: folder.path)
        #expect(wiring.changes("{}\n", for: "m.yaml", into: &diagnostics).isEmpty)
        #expect(diagnostics.sorted.count == 1)
    }

    @Test func whatIsNoTextIsLeft() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/m.yaml"
        try Data([0x64, 0xff, 0x0a]).write(to: URL(fileURLWithPath: file))
        var diagnostics = Diagnostics()
        let wiring = EditorWiring(currentFolder: folder.path)
        #expect(wiring.changes("{}\n", for: file, into: &diagnostics).isEmpty)
        #expect(
            diagnostics.sorted.map(\.description) == [
                "error: m.yaml is left as it is: it is not UTF-8; save it as UTF-8"
            ]
        )
    }
}
