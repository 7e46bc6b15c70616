internal import CollectorConfig

/// How `bench` measures.
struct BenchSettings: Sendable {
    static let flags = [
        Flag(
            name: "duration",
            arity: .value,
            valueName: "time",
            help: "How long it loads the pipelines; 10s by default."
        ),
        Flag(name: "items", arity: .value, valueName: "count", help: "How many items a request holds; 100 by default."),
        Flag(name: "rate", arity: .value, valueName: "count", help: "Items per second that cores are counted for."),
    ]

    private static let mostItems = 100_000

    var duration = Duration.seconds(10)
    var items = 100
    var rate: Int?

    init(_ arguments: Arguments) throws(ServiceError) {
        if let text = arguments.value("duration") {
            guard let parsed = try? Duration(goText: text), parsed > .zero, parsed <= .seconds(86_400) else {
                throw ServiceError("invalid argument \"\(text)\" for \"--duration\" flag: a time such as 10s expected")
            }
            duration = parsed
        }
        if let text = arguments.value("items") {
            items = try Self.count(text, "items", atMost: Self.mostItems)
        }
        if let text = arguments.value("rate") { rate = try Self.count(text, "rate", atMost: .max) }
    }

    private static func count(_ text: String, _ flag: String, atMost most: Int) throws(ServiceError) -> Int {
        guard let count = Int(text), count > 0, count <= most else {
            throw ServiceError(
                "invalid argument \"\(text)\" for \"--\(flag)\" flag: a number from 1"
                    + (most == .max ? " on" : " to \(most)") + " expected"
            )
        }
        return count
    }
}
