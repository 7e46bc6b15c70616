import CollectorConfig
import Testing

/// No input traps, hangs or goes unanswered.
struct RobustnessTests {
    /// A generator whose sequence a failing test can repeat.
    struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let pieces = [
        "a", "grpc", "enabled", "tls", ": ", ":", "- ", "\n", "\n  ", "\n    ", " ", "[", "]", "{", "}", ",", "&x ",
        "*x", "<<", "!!int ",
        "!t ", "|\n", ">-\n", "'", "\"", "\\u00e9", "#", "---\n", "...\n", "? ", "%YAML 1.1\n", "@", "`", "\t", "0x1F",
        "1e9", ".inf", "~",
        "true", "200ms", "${env:A}", "${", "}", "$$", "::", "protocols", "headers", "name", "value", "é", "\u{0}",
        "\u{FEFF}", "\u{2028}",
    ]

    private func answered(_ text: String) async {
        do throws(ConfigErrors) {
            let node = try ConfigNode(yaml: text, source: "fuzz")
            var diagnostics: [ConfigDiagnostic] = []
            let settings = Everything.decode(node, at: [], into: &diagnostics)
            #expect(throws: Never.self) {
                try ConfigNode(yaml: settings.encoded(redacted: true).yaml(), source: "again")
            }
        } catch {
            #expect(error.diagnostics.hasErrors)
            #expect(error.diagnostics.allSatisfy { $0.position != nil })
        }
        _ = await resolveErrors(text, env: ["A": text])
        #expect(configurationSurvives(Array(text.utf8)), "\(text.debugDescription)")
    }

    @Test(arguments: 0..<8) func randomTextsOfYAMLPieces(seed: Int) async {
        var random = SplitMix(state: UInt64(seed))
        for _ in 0..<250 {
            let count = Int.random(in: 1...40, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            await answered(text)
        }
    }

    @Test(arguments: 0..<4) func randomBytes(seed: Int) async {
        var random = SplitMix(state: UInt64(seed + 100))
        for _ in 0..<250 {
            let count = Int.random(in: 0...60, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            await answered(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func mutationsOfARealConfiguration() async {
        let base = Array(Everything().encoded(redacted: false).yaml().utf8)
        var random = SplitMix(state: 7)
        for _ in 0..<500 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default:
                    bytes.insert(
                        contentsOf: Self.pieces.randomElement(using: &random).map { Array($0.utf8) } ?? [],
                        at: index
                    )
                }
            }
            await answered(String(decoding: bytes, as: UTF8.self))
        }
    }
}
