internal import Pdata

extension FunctionTable {
    /// Converters of strings.
    static let textConverters: [OTTLFunction] = [
        OTTLFunction("IsMatch", [Parameter("target", .value), Parameter("pattern", .string)]) {
            (arguments) throws(FunctionError) in
            let get = arguments[0].get
            let pattern = try arguments.pattern(1)
            return { (evaluation) throws(EvaluationError) in
                let value = try get(evaluation)
                let pattern = try pattern(evaluation)
                if let matches = value.withUTF8({ pattern.matches(utf8: $0) }) { return .bool(matches) }
                guard let text = try value.textLike() else { return .bool(false) }
                return .bool(pattern.matches(text))
            }
        },
        OTTLFunction("HasPrefix", [Parameter("target", .string), Parameter("prefix", .string)]) { arguments in
            comparing(arguments) { text, prefix in text.starts(with: prefix) }
        },
        OTTLFunction("HasSuffix", [Parameter("target", .string), Parameter("suffix", .string)]) { arguments in
            comparing(arguments) { text, suffix in
                text.count >= suffix.count && text[(text.count - suffix.count)...].elementsEqual(suffix)
            }
        },
        OTTLFunction("Concat", [Parameter("values", .list), Parameter("delimiter", .string)]) { arguments in
            let values = arguments.values(0)
            let delimiter = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                var parts: [String] = []
                for value in try values(evaluation) {
                    switch value {
                    case .none: parts.append("<nil>")
                    case .array, .map, .messages, .time, .duration: continue
                    case .traceID(let id): parts.append(id.hex)
                    case .spanID(let id): parts.append(id.hex)
                    default: parts.append(try value.textLike() ?? "")
                    }
                }
                return .string(parts.joined(separator: try delimiter(evaluation)))
            }
        },
        OTTLFunction("Split", [Parameter("target", .string), Parameter("delimiter", .string)]) { arguments in
            let text = arguments.string(0)
            let delimiter = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let parts = try text(evaluation).components(separatedBy: try delimiter(evaluation))
                return .array(parts.map { .string($0) })
            }
        },
        OTTLFunction("Trim", [Parameter("target", .string), .optional("replacement", .string)]) { arguments in
            let text = arguments.string(0)
            let cutset = arguments.string(1, default: " ")
            return { (evaluation) throws(EvaluationError) in
                let cut = Set(try cutset(evaluation).unicodeScalars)
                var scalars = Substring(try text(evaluation)).unicodeScalars
                while let first = scalars.first, cut.contains(first) { scalars.removeFirst() }
                while let last = scalars.last, cut.contains(last) { scalars.removeLast() }
                return .string(String(scalars))
            }
        },
        OTTLFunction("TrimPrefix", [Parameter("target", .string), Parameter("prefix", .string)]) { arguments in
            let text = arguments.string(0)
            let prefix = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                let prefix = try prefix(evaluation)
                guard text.utf8.starts(with: prefix.utf8) else { return .string(text) }
                return .string(String(decoding: Array(text.utf8.dropFirst(prefix.utf8.count)), as: UTF8.self))
            }
        },
        OTTLFunction("TrimSuffix", [Parameter("target", .string), Parameter("suffix", .string)]) { arguments in
            let text = arguments.string(0)
            let suffix = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let text = try text(evaluation)
                let suffix = try suffix(evaluation)
                guard text.utf8.reversed().starts(with: suffix.utf8.reversed()) else { return .string(text) }
                return .string(String(decoding: Array(text.utf8.dropLast(suffix.utf8.count)), as: UTF8.self))
            }
        },
        OTTLFunction(
            "Substring",
            [
                Parameter("target", .string), Parameter("start", .int), Parameter("length", .int),
                .optional("utf8_safe", .bool),
            ]
        ) { arguments in
            let text = arguments.string(0)
            let start = arguments.int(1)
            let length = arguments.int(2)
            let isSafe = arguments.bool(3, default: false)
            return { (evaluation) throws(EvaluationError) in
                let start = try start(evaluation)
                let length = try length(evaluation)
                guard start >= 0 else {
                    throw EvaluationError("invalid start for substring function, \(start) cannot be negative")
                }
                guard length > 0 else {
                    throw EvaluationError("invalid length for substring function, \(length) cannot be negative or zero")
                }
                let text = Array(try text(evaluation).utf8)
                let (end, overflow) = start.addingReportingOverflow(length)
                guard !overflow, end <= text.count else {
                    throw EvaluationError(
                        "invalid range for substring function, \(start) to \(end) is beyond the \(text.count) bytes"
                    )
                }
                return .string(text.substring(Int(start), Int(end), isSafe: try isSafe(evaluation)))
            }
        },
        OTTLFunction("ConvertCase", [Parameter("target", .string), Parameter("to_case", .string)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let name = try arguments.constantString(1)
            guard let textCase = TextCase(rawValue: name) else {
                throw FunctionError("invalid case: \(name), allowed cases are: lower, upper, snake, camel")
            }
            return { (evaluation) throws(EvaluationError) in .string(textCase.convert(try text(evaluation))) }
        },
        caseConverter("ToLowerCase", .lower),
        caseConverter("ToUpperCase", .upper),
        caseConverter("ToSnakeCase", .snake),
        caseConverter("ToCamelCase", .camel),
        OTTLFunction("Format", [Parameter("formatString", .string), .optional("formatArguments", .list)]) { arguments in
            let format = arguments.string(0)
            let values = arguments.values(1)
            return { (evaluation) throws(EvaluationError) in
                .string(TextFormat.format(try format(evaluation), try values(evaluation)))
            }
        },
    ]

    private static func caseConverter(_ name: String, _ textCase: TextCase) -> OTTLFunction {
        OTTLFunction(name, [Parameter("target", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in .string(textCase.convert(try text(evaluation))) }
        }
    }

    /// Compares the first argument with the second, where they lie.
    private static func comparing(
        _ arguments: Arguments,
        _ holds: @escaping @Sendable (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
    ) -> Getter {
        let get = arguments[0].get
        let other = arguments.string(1)
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            var other = try other(evaluation)
            let result = value.withUTF8 { text in
                other.withUTF8 { holds(text, UnsafeRawBufferPointer($0)) }
            }
            guard let result else { throw value.unexpected("string") }
            return .bool(result)
        }
    }
}

extension [UInt8] {
    /// The text from byte `start` to `end`; a character of UTF-8 that is cut is left out when that is to be safe.
    fileprivate func substring(_ start: Int, _ end: Int, isSafe: Bool) -> String {
        guard isSafe else { return String(decoding: self[start..<end], as: UTF8.self) }
        func boundary(_ position: Int) -> Int {
            var position = position
            while position > 0, position < count, self[position] & 0xC0 == 0x80 { position -= 1 }
            return position
        }
        return String(decoding: self[boundary(start)..<boundary(end)], as: UTF8.self)
    }
}

extension String {
    /// The parts between occurrences of `separator`; the characters where that is empty.
    func components(separatedBy separator: String) -> [String] {
        guard !separator.isEmpty else { return unicodeScalars.map { String($0) } }
        let text = Array(utf8)
        let pattern = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + pattern.count <= text.count {
            if text[index] == pattern[0], text[index...].starts(with: pattern) {
                parts.append(String(decoding: text[start..<index], as: UTF8.self))
                index += pattern.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: text[start...], as: UTF8.self))
        return parts
    }
}
