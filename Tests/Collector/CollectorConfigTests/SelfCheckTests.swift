import CollectorConfig
import Testing

struct SelfCheckTests {
    struct Careless: Settings {
        var a = 1
        var b = Duration.seconds(1)
        static let fields: [Setting<Self>] = [
            Setting("a", \.a, "A number."), Setting("a", \.a, ""), Setting("B", \.b, "A time."),
        ]
    }

    @Test func soundDeclarationsHaveNoProblems() {
        #expect(Everything.declarationProblems().isEmpty)
        #expect(KeepAlive.declarationProblems().isEmpty)
    }

    @Test func carelessOnesAreListed() {
        #expect(
            Careless.declarationProblems()
                == ["a is declared twice", "a has no documentation", "B is not in lower case"]
        )
    }
}
