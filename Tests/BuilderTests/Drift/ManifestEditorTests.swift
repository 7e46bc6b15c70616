import CollectorConfig
import Testing

@testable import Builder

@Suite struct ManifestEditorTests {
    private let text = """
        # Ours.
        dist: {name: a}   # short

        receivers:
          # What comes in:
          - gomod: a v1
          - gomod: b v1   # unused
            name: bee
            # about b

          - import: x/c
            gomod: c v1
        processors:
        - gomod: p v1
        exporters: [{gomod: e v1}]
        connectors: [] # none yet
        extensions:

        """

    private func position(_ text: String, of needle: String) throws -> SourcePosition {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains(needle) })
        let range = try #require(lines[line].firstRange(of: needle))
        let column = lines[line].distance(from: lines[line].startIndex, to: range.lowerBound)
        return SourcePosition(file: "m.yaml", line: line + 1, column: column + 1)
    }

    private func editor(_ text: String) -> ManifestEditor {
        ManifestEditor(ManifestFile(name: "m.yaml", directory: "/", text: text))
    }

    @Test func anEntryGoesWithAllOfItsLines() throws {
        var editor = editor(text)
        let done1 = try editor.remove(at: position(text, of: "b v1"), .receivers)
        #expect(done1)
        let gone = "  - gomod: b v1   # unused\n    name: bee\n    # about b\n"
        #expect(editor.text == text.replacing(gone, with: ""))
    }

    @Test func anEntryWhoseModuleIsNotItsFirstKeyGoesToo() throws {
        var editor = editor(text)
        let done2 = try editor.remove(at: position(text, of: "c v1"), .receivers)
        #expect(done2)
        #expect(editor.text == text.replacing("  - import: x/c\n    gomod: c v1\n", with: ""))
    }

    @Test func entriesAreAddedAsTheOthersStand() throws {
        var editor = editor(text)
        let done3 = editor.add("gomod: q v1", to: .processors)
        #expect(done3)
        let done4 = editor.add("gomod: r v1", to: .processors)
        #expect(done4)
        let done5 = editor.add("gomod: d v1", to: .receivers)
        #expect(done5)
        let done6 = editor.add("gomod: f v1", to: .connectors)
        #expect(done6)
        let done7 = editor.add("gomod: g v1", to: .extensions)
        #expect(done7)
        let done8 = editor.add("gomod: h v1", to: .providers)
        #expect(done8)
        let expected = text.replacing("- gomod: p v1\n", with: "- gomod: p v1\n- gomod: q v1\n- gomod: r v1\n")
            .replacing("    gomod: c v1\n", with: "    gomod: c v1\n  - gomod: d v1\n")
            .replacing("connectors: [] # none yet\n", with: "connectors: # none yet\n  - gomod: f v1\n")
            .replacing("extensions:\n", with: "extensions:\n  - gomod: g v1\n")
        #expect(editor.text == expected + "\nproviders:\n  - gomod: h v1\n")
        let node = try ConfigNode(yaml: editor.text, source: "")
        #expect(node["connectors"]?.elements.count == 1)
    }

    @Test func theLastEntryCanMakeRoomForANewOne() throws {
        var editor = editor(text)
        let done9 = try editor.remove(at: position(text, of: "p v1"), .processors)
        #expect(done9)
        let done10 = editor.add("gomod: q v1", to: .processors)
        #expect(done10)
        #expect(editor.text == text.replacing("p v1", with: "q v1"))
    }

    @Test func whatSharesALineIsLeftAlone() throws {
        var editor = editor(text)
        let done11 = try editor.remove(at: position(text, of: "e v1"), .exporters)
        #expect(!done11)
        let done12 = editor.add("gomod: f v1", to: .exporters)
        #expect(!done12)
        #expect(editor.text == text)
    }

    @Test func linesKeepTheirEndings() throws {
        let windows = "receivers:\r\n  - gomod: a v1\r\n  - gomod: b v1\r\n"
        var editor = editor(windows)
        let done13 = try editor.remove(at: position(windows.replacing("\r\n", with: "\n"), of: "a v1"), .receivers)
        #expect(done13)
        let done14 = editor.add("gomod: c v1", to: .receivers)
        #expect(done14)
        let done15 = editor.add("gomod: d v1", to: .exporters)
        #expect(done15)
        #expect(
            editor.text == "receivers:\r\n  - gomod: b v1\r\n  - gomod: c v1\r\n\r\nexporters:\r\n  - gomod: d v1\r\n"
        )
    }
}
