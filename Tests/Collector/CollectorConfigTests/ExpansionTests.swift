import CollectorConfig
import Testing

/// `${…}` in values; the vectors are those of upstream's typing rules.
struct ExpansionTests {
    struct Target: Settings {
        var text = "-"
        var int = -1
        var bool = false
        var double = -1.0
        var strings: [String] = []
        var anything: [ConfigNode] = []
        var labels: [String: String] = [:]
        var secret = Secret("")
        var block = Section<KeepAlive>.absent
        var maybe: String? = "-"

        static let fields: [Setting<Self>] = [
            Setting("text", \.text, "Text."), Setting("int", \.int, "A number."), Setting("bool", \.bool, "A switch."),
            Setting("double", \.double, "A number."), Setting("strings", \.strings, "Texts."),
            Setting("anything", \.anything, "Values."), Setting("labels", \.labels, "Labels."),
            Setting("secret", \.secret, "A secret."), Setting("block", \.block, "A block."),
            Setting("maybe", \.maybe, "Text or none."),
        ]
    }

    private func decode(
        _ config: String,
        _ env: [String: String],
        more: [String: String] = [:]
    ) async throws(ConfigErrors) -> Target {
        let root = try await resolve(config, env: env, more: more).root
        var diagnostics: [ConfigDiagnostic] = []
        let target = Target.decode(root, at: [], into: &diagnostics)
        guard diagnostics.isEmpty else { throw ConfigErrors(diagnostics) }
        return target
    }

    private func message(_ config: String, _ env: [String: String]) async -> String? {
        do throws(ConfigErrors) {
            _ = try await decode(config, env)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        "0123", "0xdeadbeef", "\"0123\"", "!!str 0123", "t", "23", "true", "null", "~", "[a,b/c]", "[\"a\",", "1e3",
        "{\"field\": 123}", "{a: b}", "2006-01-02T15:04:05Z07:00", "2006-01-02", "1111::", "fe80::1", "a: b",
        " padded ", "",
        "# comment", "a\nb", "-----BEGIN KEY-----\nab==\n-----END KEY-----\n", "@x", "*alias", "&a b", "%", "| x",
        "\tx",
    ])
    func textTakesWhatTheProviderSaidVerbatim(value: String) async throws {
        let target = try await decode("text: ${env:V}\nsecret: ${V}\nlabels: {x: \"${V}\"}\nmaybe: ${V}", ["V": value])
        #expect(target.text == value)
        #expect(target.secret.value == value)
        #expect(target.labels == ["x": value])
        #expect(try await decode("text: <${env:V}>", ["V": value]).text == "<\(value)>")
    }

    @Test func otherTypesTakeTheTypedValue() async throws {
        #expect(try await decode("int: ${env:V}", ["V": "0123"]).int == 83)
        #expect(try await decode("int: ${env:V}", ["V": "0xdeadbeef"]).int == 3_735_928_559)
        #expect(try await decode("int: ${env:V}", ["V": ""]).int == 0)
        #expect(try await decode("int: ${env:V}", [:]).int == 0)
        #expect(try await decode("double: ${env:V}", ["V": "1e3"]).double == 1000)
        #expect(try await decode("bool: ${env:V}", ["V": "true # comment ${env:bad.name}"]).bool)
        #expect(try await decode("strings: ${env:V}", ["V": "[a,b/c]"]).strings == ["a", "b/c"])
        #expect(try await decode("strings: ${env:V}", ["V": "[1, 0x2]"]).strings == ["1", "0x2"])
        #expect(try await decode("strings: ${env:V}", ["V": "1234"]).strings == ["1234"])
        #expect(try await decode("strings: ${env:V}", ["V": "a,b"]).strings == ["a", "b"])
        #expect(try await decode("strings: [\"${env:V}\"]", ["V": "1234"]).strings == ["1234"])
        #expect(try await decode("anything: [\"${env:V}\"]", ["V": "1234"]).anything == [1234])
        #expect(try await decode("block: ${env:V}", ["V": "{time: 3s}"]).block.value?.time == .seconds(3))
        #expect(try await decode("block: ${env:V}", ["V": ""]).block.isEnabled)
    }

    @Test(arguments: [
        ("int", "\"0123\"", "'int' expected type 'int', got unconvertible type 'string'"),
        ("int", "!!str 0123", "'int' expected type 'int', got unconvertible type 'string'"),
        ("bool", "t", "'bool' expected type 'bool', got unconvertible type 'string'"),
        ("bool", "23", "'bool' expected type 'bool', got unconvertible type 'int'"),
        ("text", "true # comment ${env:bad.name}", "'text' expected type 'string', got unconvertible type 'bool'"),
    ])
    func unfittingTypes(field: String, value: String, expected: String) async {
        #expect(await message("\(field): ${env:V}", ["V": value])?.contains(expected) == true)
    }

    @Test func unsetIsNullWithAWarning() async throws {
        let found = try await resolve("a:\n  b: ${GONE}\n  c: x${env:GONE}y\n")
        #expect(found.root["a"]?["b"]?.isNull == true)
        #expect(found.root["a"]?["c"]?.string == "xy")
        #expect(
            found.warnings.map(\.description) == [
                "0.yaml:2:6: warning: a::b: unset GONE", "0.yaml:3:6: warning: a::c: unset GONE",
            ]
        )
        #expect(try await decode("text: ${GONE}\nmaybe: ${GONE}", [:]).text.isEmpty)
        #expect(try await decode("maybe: ${GONE}", [:]).maybe == nil)
    }

    @Test(arguments: [
        ("$$ENV", "$ENV"), ("$ENV", "$ENV"), ("$${V}", "${V}"), ("$$${V}", "$v"), ("$$$${V}", "$${V}"), ("$", "$"),
        ("${", "${"),
        ("${V", "${V"), ("}${V}{", "}v{"), ("${V}${V}", "vv"), ("a}b${V}", "a}bv"), ("$$", "$"), ("$$$", "$$"),
        ("${V}$$", "v$"), ("{${V}}", "{v}"), ("$${V}${V}", "${V}v"), ("${env:${N}}", "v"), ("${${S}:${N}}", "v"),
        ("é${V}é", "évé"),
    ])
    func escapesAndNesting(text: String, expected: String) async throws {
        let root = try await resolve("a: '\(text)'", env: ["V": "v", "N": "V", "S": "env"]).root
        #expect(root["a"]?.string == expected)
    }

    @Test func valuesOfVariablesAreExpandedAndUnescaped() async throws {
        let env = ["A": "${env:B}", "B": "12", "C": "<${env:A}>", "D": "$$ENV", "E": "{x: \"${env:A}\", y: $$}"]
        #expect(try await decode("int: ${A}", env).int == 12)
        #expect(try await decode("text: ${C}", env).text == "<12>")
        #expect(try await decode("text: ${D}", env).text == "$ENV")
        #expect(try await decode("text: ${E}", env).text == "{x: \"12\", y: $}")
        let node = try #require(try await resolve("a: ${E}", env: env).root["a"])
        #expect(node == .map(["x": 12, "y": "$"]))
        #expect(node.position?.description == "0.yaml:1:4")
        #expect(node["y"]?.position?.description == "env:E:1:20")
    }

    @Test func filesMayHoldMapsAndText() async throws {
        let more = ["block.yaml": "time: 4s\ntoken: ${env:T}\n", "token": "s3cret\n"]
        let target = try await decode(
            "block: ${file:block.yaml}\nsecret: ${file:token}\ntext: ${yaml:[1, 2]}",
            ["T": "t"],
            more: more
        )
        #expect(target.block.value?.time == .seconds(4))
        #expect(target.block.value?.token.value == "t")
        #expect(target.secret.value == "s3cret\n")
        #expect(target.text == "[1, 2]")
    }

    @Test func keysAreNotExpanded() async throws {
        #expect(try await resolve("${V}: 1", env: ["V": "v"]).root == .map(["${V}": 1]))
    }

    @Test func allErrorsAreCollectedWithTheirPlace() async {
        let found = await resolveErrors(
            "a: ${env:bad.name}\nb:\n  - x\n  - ${nope:y}\nc: ${HOST:-localhost}\nd: ${1x:y}\ne: ${env:A$B}\nf: ${}\ng: ${flie:x}"
        )
        #expect(
            found == [
                "0.yaml:1:4: error: a: environment variable \"bad.name\" has invalid name",
                "0.yaml:4:5: error: b::1: scheme \"nope\" is not supported for uri \"nope:y\"; schemes: env, file, yaml",
                "0.yaml:5:4: error: c: scheme \"HOST\" is not supported for uri \"HOST:-localhost\"; "
                    + "a default needs the scheme: ${env:HOST:-localhost}",
                "0.yaml:6:4: error: d: invalid uri: \"1x:y\"",
                "0.yaml:7:4: error: e: the uri \"env:A$B\" contains unsupported characters ('$'); "
                    + "a reference inside another needs braces: ${…}",
                "0.yaml:8:4: error: f: environment variable \"\" has invalid name",
                "0.yaml:9:4: error: g: scheme \"flie\" is not supported for uri \"flie:x\"; did you mean 'file:'?",
            ]
        )
    }

    @Test func circlesAreRefused() async {
        for env in [["A": "${A}"], ["A": "${B}", "B": "x${A}"], ["A": "[\"${A}\"]"], ["A": "{a: \"${A}\"}"]] {
            let found = await resolveErrors("a: ${A}", env: env)
            #expect(found.count == 1)
            #expect(found[0].contains("too many recursive expansions") || found[0].contains("nested deeper"))
        }
    }

    @Test func bombsAreRefused() async {
        var texts: [String: String] = [:]
        var lists: [String: String] = [:]
        for level in 1...40 {
            texts["V\(level)"] = "${V\(level - 1)}${V\(level - 1)}"
            lists["V\(level)"] = "[\"${V\(level - 1)}\", \"${V\(level - 1)}\"]"
        }
        texts["V0"] = "x"
        lists["V0"] = "[x]"
        #expect(await resolveErrors("a: ${V40}", env: texts)[0].contains("larger than 4 MiB"))
        #expect(await resolveErrors("a: ${V40}", env: lists).count == 1)
        let wide = ["A": String(repeating: "${B}", count: 1 << 13), "B": String(repeating: "b", count: 1 << 13)]
        #expect(await resolveErrors("a: ${A}", env: wide)[0].contains("larger than 4 MiB"))
    }
}
