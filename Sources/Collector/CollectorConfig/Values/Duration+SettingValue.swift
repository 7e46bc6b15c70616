extension Duration: SettingValue {
    /// `duration`.
    public static var typeName: String { "duration" }

    /// A duration in Go's spelling, such as `1h2m3.5s`, or a bare `0`; null is zero.
    public static func decode(
        _ node: ConfigNode,
        default current: Duration?,
        _ context: inout DecodingContext
    ) -> Duration? {
        switch node.value {
        case .null, .int(0), .double(0):
            return .zero
        case .string(let text):
            do throws(DurationError) {
                return try Duration(goText: text)
            } catch {
                context.error("\(context.name) \(error)", at: node, fix: error.fix)
                return nil
            }
        case .int, .uint, .double:
            let number = node.flowText
            context.error(
                "\(context.name) \(DurationError.missingUnit(number))",
                at: node,
                fix: "write the unit, such as \(number)s or \(number)ms"
            )
            return nil
        case .bool, .sequence, .mapping:
            context.mismatch(node, expected: typeName, fix: "write a duration such as 10s")
            return nil
        }
    }

    /// Go's spelling, or whole nanoseconds.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        switch options.durations {
        case .text: ConfigNode(.string(goText))
        case .nanoseconds: ConfigNode(.int(nanoseconds))
        }
    }

    /// A string of numbers with units, or zero.
    public static func schema(default current: Duration?) -> ConfigNode {
        .map([
            "title": "duration",
            "anyOf": [
                .map([
                    "type": "string",
                    "pattern": "^[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
                ]),
                .map(["const": 0]),
            ],
        ])
    }
}
