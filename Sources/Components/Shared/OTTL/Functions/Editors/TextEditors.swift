internal import Pdata
internal import RegularExpressions

extension FunctionTable {
    private static let replacing: [Parameter] = [
        Parameter("replacement", .string), .optional("function", .function), .optional("replacement_format", .string),
    ]

    /// Editors of strings, alone or in maps.
    static let textEditors: [OTTLFunction] = [
        OTTLFunction("replace_match", [Parameter("target", .target), Parameter("pattern", .string)] + replacing) {
            (arguments) throws(FunctionError) in
            let replace = try matchReplacement(arguments, pattern: 1, replacement: 2)
            return try inPlace(arguments, replace)
        },
        OTTLFunction("replace_pattern", [Parameter("target", .target), Parameter("regex", .string)] + replacing) {
            (arguments) throws(FunctionError) in
            let replace = try patternReplacement(arguments, pattern: 1, replacement: 2)
            return try inPlace(arguments, replace)
        },
        OTTLFunction("replace_all_matches", [Parameter("target", .target), Parameter("pattern", .string)] + replacing) {
            (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let replace = try matchReplacement(arguments, pattern: 1, replacement: 2)
            return { (evaluation) throws(EvaluationError) in
                try map.mapStrings(evaluation) { (text) throws(EvaluationError) in try replace(evaluation, text) }
                return .none
            }
        },
        OTTLFunction(
            "replace_all_patterns",
            [Parameter("target", .target), Parameter("mode", .string), Parameter("regex", .string)] + replacing
        ) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let mode = try arguments.constantString(1)
            let replace = try patternReplacement(arguments, pattern: 2, replacement: 3)
            switch mode {
            case "value":
                return { (evaluation) throws(EvaluationError) in
                    try map.mapStrings(evaluation) { (text) throws(EvaluationError) in try replace(evaluation, text) }
                    return .none
                }
            case "key":
                return { (evaluation) throws(EvaluationError) in
                    try replaceKeys(map, evaluation, replace)
                    return .none
                }
            default:
                throw FunctionError("invalid mode \(mode), must be either 'key' or 'value'")
            }
        },
        OTTLFunction(
            "truncate_all",
            [
                Parameter("target", .target), Parameter("limit", .int), .optional("utf8_safe", .bool),
                .optional("truncation_marker", .string),
            ]
        ) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let limit = try arguments.constantInt(1) ?? 0
            let isSafe = try arguments.constantBool(2, default: true)
            let marker = try arguments.constantString(3, default: "")
            guard limit >= 0 else {
                throw FunctionError("invalid limit for truncate_all function, \(limit) cannot be negative")
            }
            guard marker.utf8.count <= limit else {
                throw FunctionError("the truncation marker \"\(marker)\" is longer than the limit of \(limit)")
            }
            let room = Int(limit) - marker.utf8.count
            return { (evaluation) throws(EvaluationError) in
                try map.mapStrings(evaluation) { text in
                    text.withUTF8 { utf8 in
                        utf8.count > limit ? utf8.prefix(upTo: room, isSafe: isSafe) + marker : nil
                    } ?? nil
                }
                return .none
            }
        },
    ]

    /// What a text becomes; nil when it stays as it is.
    private typealias Replacement = @Sendable (Evaluation, Value) throws(EvaluationError) -> String?

    /// Replaces the string that the first argument leads to; anything else stays as it is.
    private static func inPlace(_ arguments: Arguments, _ replace: @escaping Replacement) throws(FunctionError)
        -> Getter
    {
        let target = try arguments.target(0)
        let set = try arguments.setter(0)
        return { (evaluation) throws(EvaluationError) in
            let value = try target.get(evaluation)
            if let new = try replace(evaluation, value) { try set(evaluation, .string(new)) }
            return .none
        }
    }

    private static func matchReplacement(
        _ arguments: Arguments,
        pattern: Int,
        replacement: Int
    ) throws(FunctionError) -> Replacement {
        let pattern = try arguments.glob(pattern)
        let text = arguments.string(replacement)
        let function = try AppliedFunction(arguments, at: replacement + 1)
        return { (evaluation, value) throws(EvaluationError) in
            let pattern = try pattern(evaluation)
            guard value.withUTF8({ pattern.matches(utf8: $0) }) ?? false else { return nil }
            let text = try text(evaluation)
            return try function?.apply(to: text, evaluation) ?? text
        }
    }

    private static func patternReplacement(
        _ arguments: Arguments,
        pattern: Int,
        replacement: Int
    ) throws(FunctionError) -> Replacement {
        let pattern = try arguments.pattern(pattern)
        let function = try AppliedFunction(arguments, at: replacement + 1)
        let constant = arguments[replacement].constant?.string.map { ReplacementTemplate($0) }
        let text = arguments.string(replacement)
        return { (evaluation, value) throws(EvaluationError) in
            let pattern = try pattern(evaluation)
            guard value.withUTF8({ pattern.matches(utf8: $0) }) ?? false else { return nil }
            let template: ReplacementTemplate
            if let constant { template = constant } else { template = ReplacementTemplate(try text(evaluation)) }
            guard let function else {
                return value.withUTF8 { utf8 in
                    pattern.replacing(in: utf8) { template.expanded($0, in: utf8, pattern.groupNames) }
                } ?? nil
            }
            var matches: [(match: String, replacement: String)] = []
            _ = value.withUTF8 { utf8 in
                pattern.forEachMatch(in: utf8) { ranges in
                    guard let whole = ranges[0] else { return }
                    matches.append((utf8.string(whole), template.expanded(ranges, in: utf8, pattern.groupNames)))
                }
            }
            var result = value.string ?? ""
            for match in matches {
                result = result.replacing(match.match, with: try function.apply(to: match.replacement, evaluation))
            }
            return result
        }
    }

    private static func replaceKeys(
        _ map: MapPlace,
        _ evaluation: Evaluation,
        _ replace: Replacement
    ) throws(EvaluationError) {
        let entries = try map.entries(evaluation)
        var isChanged = false
        var result: [Attribute] = []
        for entry in entries {
            var entry = entry
            if let key = try replace(evaluation, .string(entry.key)) {
                entry.key = key
                isChanged = true
            }
            if let place = result.firstIndex(where: { $0.key == entry.key }) {
                result[place].value = entry.value
            } else {
                result.append(entry)
            }
        }
        if isChanged { try map.replace(evaluation, by: result) }
    }
}

extension UnsafeRawBufferPointer {
    /// The first `limit` bytes, without a character of UTF-8 that is cut when that is to be safe.
    fileprivate func prefix(upTo limit: Int, isSafe: Bool) -> String {
        var end = Swift.min(limit, count)
        if isSafe {
            while end > 0, end < count, self[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return string(0..<end)
    }
}

extension String {
    /// This text with `new` in the place of each occurrence of `old`, by bytes.
    func replacing(_ old: String, with new: String) -> String {
        let text = Array(utf8)
        let pattern = Array(old.utf8)
        let replacement = Array(new.utf8)
        guard !pattern.isEmpty, text.count >= pattern.count else { return self }
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == pattern[0], text[index...].starts(with: pattern) {
                result += replacement
                index += pattern.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
