extension FunctionTable {
    /// Converters of times and durations.
    static let timeConverters: [OTTLFunction] = [
        OTTLFunction("Now") { _ in { _ in .time(WallClock.nanoseconds) } },
        OTTLFunction(
            "Time",
            [
                Parameter("time", .string), Parameter("format", .string), .optional("location", .string),
                .optional("locale", .string),
            ]
        ) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let name = try arguments.constantString(1)
            guard !name.isEmpty else { throw FunctionError("format cannot be nil") }
            let layout = try TimeLayout(name)
            let location = try arguments.constantString(2, default: "")
            guard let zone = TimeZoneRules(location) else { throw FunctionError("unknown time zone \(location)") }
            let locale = try arguments.constantString(3, default: "en")
            guard locale.hasPrefix("en") else { throw FunctionError("unsupported locale '\(locale)', use 'en'") }
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                guard let time = TimeReader.read(text, layout, zone) else {
                    throw EvaluationError("cannot parse \"\(text)\" as \"\(name)\"")
                }
                return .time(time)
            }
        },
        OTTLFunction("FormatTime", [Parameter("time", .value), Parameter("format", .string)]) {
            (arguments) throws(FunctionError) in
            let time = arguments.time(0)
            let name = try arguments.constantString(1)
            guard !name.isEmpty else { throw FunctionError("format cannot be nil") }
            let layout = try TimeLayout(name)
            return { (evaluation) throws(EvaluationError) in
                .string(TimeText.format(CivilTime(try time(evaluation)), layout))
            }
        },
        OTTLFunction("TruncateTime", [Parameter("time", .value), Parameter("duration", .value)]) { arguments in
            let time = arguments.time(0)
            let duration = arguments.duration(1)
            return { (evaluation) throws(EvaluationError) in
                let time = try time(evaluation)
                let duration = try duration(evaluation)
                guard duration > 0 else { return .time(time) }
                // Counted from the beginning of the year 1, as in Go.
                let epoch: Int64 = 62_135_596_800
                let before = Int128(time) + Int128(epoch) * 1_000_000_000
                return .time(time &- Int64(before % Int128(duration)))
            }
        },
        OTTLFunction("Unix", [Parameter("seconds", .int), .optional("nanoseconds", .int)]) { arguments in
            let seconds = arguments.int(0)
            let nanoseconds = arguments.int(1, default: 0)
            return { (evaluation) throws(EvaluationError) in
                .time(try seconds(evaluation) &* 1_000_000_000 &+ (try nanoseconds(evaluation)))
            }
        },
        sinceEpoch("UnixNano", 1), sinceEpoch("UnixMicro", 1000), sinceEpoch("UnixMilli", 1_000_000),
        sinceEpoch("UnixSeconds", 1_000_000_000),
        OTTLFunction("Duration", [Parameter("duration", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                guard let duration = DurationText.parse(text) else {
                    throw EvaluationError("time: invalid duration \"\(text)\"")
                }
                return .duration(duration)
            }
        },
        ofDuration("Hours") { .double(Double($0) / 3.6e12) },
        ofDuration("Minutes") { .double(Double($0) / 6e10) },
        ofDuration("Seconds") { .double(Double($0) / 1e9) },
        ofDuration("Milliseconds") { .int($0 / 1_000_000) },
        ofDuration("Microseconds") { .int($0 / 1000) },
        ofDuration("Nanoseconds") { .int($0) },
        ofTime("Year", \.year), ofTime("Month", \.month), ofTime("Day", \.day), ofTime("Hour", \.hour),
        ofTime("Minute", \.minute), ofTime("Second", \.second), ofTime("Nanosecond", \.nanosecond),
        ofTime("Weekday", \.weekday),
    ]

    private static func sinceEpoch(_ name: String, _ unit: Int64) -> OTTLFunction {
        OTTLFunction(name, [Parameter("time", .value)]) { arguments in
            let time = arguments.time(0)
            return { (evaluation) throws(EvaluationError) in
                let (quotient, remainder) = try time(evaluation).quotientAndRemainder(dividingBy: unit)
                return .int(remainder < 0 ? quotient - 1 : quotient)
            }
        }
    }

    private static func ofDuration(_ name: String, _ part: @escaping @Sendable (Int64) -> Value) -> OTTLFunction {
        OTTLFunction(name, [Parameter("duration", .value)]) { arguments in
            let duration = arguments.duration(0)
            return { (evaluation) throws(EvaluationError) in part(try duration(evaluation)) }
        }
    }

    private static func ofTime(_ name: String, _ part: any KeyPath<CivilTime, Int> & Sendable) -> OTTLFunction {
        OTTLFunction(name, [Parameter("time", .value)]) { arguments in
            let time = arguments.time(0)
            return { (evaluation) throws(EvaluationError) in
                .int(Int64(CivilTime(try time(evaluation))[keyPath: part]))
            }
        }
    }
}
