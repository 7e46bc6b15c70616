import CollectorConfig
import Testing

struct YAMLTreeTests {
    private func errors(_ text: String) -> [String] {
        do throws(ConfigErrors) {
            _ = try ConfigNode(yaml: text, source: "c.yaml")
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func everyNodeAndKeyKnowsItsPlace() throws {
        let root = try ConfigNode(yaml: "a:\n  - 1\n  - b: ü\n    ccc:  x\n", source: "c.yaml")
        #expect(root.position?.description == "c.yaml:1:1")
        #expect(root.entries[0].keyPosition?.description == "c.yaml:1:1")
        let elements = try #require(root["a"]).elements
        #expect(elements[0].position?.description == "c.yaml:2:5")
        #expect(elements[1].entries[1].keyPosition?.description == "c.yaml:4:5")
        #expect(elements[1]["ccc"]?.position?.description == "c.yaml:4:11")
    }

    @Test func anEmptyTextIsNull() throws {
        for text in ["", "# nothing\n", "---\n", "\u{FEFF}"] {
            #expect(try ConfigNode(yaml: text, source: "t").isNull)
        }
    }

    @Test func byteOrderMarkAndCarriageReturnsAreNoText() throws {
        #expect(try ConfigNode(yaml: "\u{FEFF}a: b\r\nc: d\r\n", source: "t") == .map(["a": "b", "c": "d"]))
    }

    @Test func keysAreText() throws {
        let root = try ConfigNode(yaml: "200: ok\ntrue: yes\n\"\": empty\n", source: "t")
        #expect(root.entries.map(\.key) == ["200", "true", ""])
    }

    @Test func aliasesRepeatTheAnchoredValue() throws {
        let root = try ConfigNode(yaml: "a: &x {k: [1]}\nb: *x\nc: &y 7\nd: *y\n", source: "t")
        #expect(root["a"] == root["b"])
        #expect(root["d"] == 7)
        #expect(root["b"]?.position?.description == "t:2:4")
    }

    @Test func mergeKeysAddWhatIsNotThere() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 20}
            many: {<<: [*base, *more], a: 10}
            quoted: {"<<": 1}
            """
        let root = try ConfigNode(yaml: text, source: "t")
        #expect(root["one"] == .map(["b": 20, "a": 1]))
        #expect(root["many"] == .map(["a": 10, "b": 2, "c": 4]))
        #expect(root["quoted"] == .map(["<<": 1]))
        #expect(errors("a: {<<: 1}") == ["c.yaml:1:9: error: map merge requires map or sequence of maps as the value"])
    }

    @Test func duplicateKeysAreAllReportedWithBothPlaces() {
        #expect(
            errors("a: 1\nb: {c: 1, c: 2}\na: 2\n") == [
                "c.yaml:2:11: error: mapping key \"c\" already defined at c.yaml:2:5; remove one of the two",
                "c.yaml:3:1: error: mapping key \"a\" already defined at c.yaml:1:1; remove one of the two",
            ]
        )
    }

    @Test func syntaxErrorsHaveAPlace() {
        #expect(
            errors("a: [1, 2\nb: 3\n") == [
                "c.yaml:2:2: error: invalid YAML: did not find expected ',' or ']' while parsing a flow sequence"
            ]
        )
        #expect(
            errors("a:\n\tb: 1\n") == [
                "c.yaml:2:1: error: invalid YAML: found character that cannot start any token "
                    + "while scanning for the next token; indent with spaces instead of tabs"
            ]
        )
        #expect(
            errors("ä: 1\nb: @x\n") == [
                "c.yaml:2:4: error: invalid YAML: found character that cannot start any token "
                    + "while scanning for the next token; put the value in quotes"
            ]
        )
        #expect(errors("a: ü\nb: x\u{1}y") == ["c.yaml:2:5: error: invalid YAML: control characters are not allowed"])
    }

    @Test func onlyOneDocumentIsRead() throws {
        #expect(try ConfigNode(yaml: "a: 1\n---\n", source: "t") == .map(["a": 1]))
        #expect(
            errors("a: 1\n---\nb: 2\n") == [
                "c.yaml:2:1: error: a second document begins here, and only one is read; "
                    + "move it to a file of its own"
            ]
        )
    }

    @Test func anchorsMustBeKnownAndFinite() {
        #expect(errors("a: *x") == ["c.yaml:1:4: error: unknown anchor 'x' referenced"])
        #expect(errors("a: &x [*x]") == ["c.yaml:1:8: error: anchor 'x' value contains itself"])
    }

    @Test func keysMustBeScalars() {
        #expect(errors("? [a]\n: b\n") == ["c.yaml:1:3: error: a key must be a scalar"])
        #expect(errors("a: &x [1]\n*x : 2\n") == ["c.yaml:2:1: error: a key must be a scalar"])
    }

    @Test func deepNestingIsRefused() throws {
        let nested = { (levels: Int) in
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(throws: Never.self) { try ConfigNode(yaml: nested(99), source: "t") }
        #expect(errors(nested(100)) == ["c.yaml:1:100: error: values are nested deeper than 100 levels"])
        #expect(errors(String(repeating: "- ", count: 500_000)).count == 1)
        #expect(errors(String(repeating: "{a: ", count: 500_000)).count == 1)
        let chain =
            "a: &a [1]\nb: &b \(nested(48).replacing("[]", with: "[*a]"))\nc: &c \(nested(48).replacing("[]", with: "[*b]"))"
        #expect(errors(chain + "\nd: [*c]").isEmpty)
        #expect(errors(chain + "\nd: [[*c]]") == ["c.yaml:4:6: error: values are nested deeper than 100 levels"])
    }

    @Test func aliasBombsAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(errors(text).count == 1)
        #expect(errors(text)[0].contains("more than 200000 values"))
        let merges = text.replacing("[", with: "{<<: [").replacing("]", with: "]}").replacing(
            "{<<: [x, x",
            with: "{k: [x, x"
        )
        #expect(errors(merges)[0].contains("more than 200000 values"))
    }

    @Test func hugeTextsAreRefused() {
        #expect(
            errors(String(repeating: "a", count: 17 << 20)) == ["c.yaml:1:1: error: the text is larger than 16 MiB"]
        )
        #expect(errors("[" + String(repeating: "[],", count: 300_000) + "]")[0].contains("more than 200000 values"))
    }
}
