internal import Pdata
internal import RegularExpressions

extension FunctionTable {
    /// Editors of maps.
    static let mapEditors: [OTTLFunction] = [
        OTTLFunction("delete_key", [Parameter("target", .target), Parameter("key", .string)]) {
            (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let key = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let key = try key(evaluation)
                try map.removeAll(evaluation) { $0.isText(key) }
                return .none
            }
        },
        OTTLFunction("delete_matching_keys", [Parameter("target", .target), Parameter("pattern", .string)]) {
            (arguments) throws(FunctionError) in try removal(arguments, removesMatches: true)
        },
        OTTLFunction("keep_matching_keys", [Parameter("target", .target), Parameter("pattern", .string)]) {
            (arguments) throws(FunctionError) in try removal(arguments, removesMatches: false)
        },
        OTTLFunction("keep_keys", [Parameter("target", .target), Parameter("keys", .list)]) {
            (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let keys = arguments.strings(1)
            return { (evaluation) throws(EvaluationError) in
                let keys = try keys(evaluation)
                try map.removeAll(evaluation) { key in !keys.contains { key.isText($0) } }
                return .none
            }
        },
        OTTLFunction(
            "limit",
            [Parameter("target", .target), Parameter("limit", .int), .optional("priority_keys", .list)]
        ) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let limit = arguments.int(1)
            let priority = arguments.strings(2)
            if case .int(let limit)? = arguments[1].constant {
                guard limit >= 0 else {
                    throw FunctionError("invalid limit for limit function, \(limit) cannot be negative")
                }
                if let keys = arguments.constantStrings(2), keys.count > limit {
                    throw FunctionError(
                        "invalid limit for limit function, \(keys.count) priority keys are more than \(limit)"
                    )
                }
            }
            return { (evaluation) throws(EvaluationError) in
                let limit = try limit(evaluation)
                let keys = try priority(evaluation)
                let entries = try map.entries(evaluation)
                guard entries.count > limit, limit >= 0 else { return .none }
                var room = Int(limit) - entries.count { keys.contains($0.key) }
                let kept = entries.filter { entry in
                    if keys.contains(entry.key) { return true }
                    room -= 1
                    return room >= 0
                }
                try map.replace(evaluation, by: kept)
                return .none
            }
        },
        OTTLFunction(
            "merge_maps",
            [Parameter("target", .target), Parameter("source", .value), Parameter("strategy", .string)]
        ) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let source = arguments.entries(1)
            let strategy = try arguments.constantString(2)
            guard ["insert", "update", "upsert"].contains(strategy) else {
                throw FunctionError("invalid value for strategy, \(strategy), must be 'insert', 'update' or 'upsert'")
            }
            return { (evaluation) throws(EvaluationError) in
                let more = try source(evaluation)
                var entries = try map.entriesOrNone(evaluation)
                for entry in more {
                    if let place = entries.firstIndex(where: { $0.key == entry.key }) {
                        if strategy != "insert" { entries[place].value = entry.value }
                    } else if strategy != "update" {
                        entries.append(entry)
                    }
                }
                try map.replace(evaluation, by: entries)
                return .none
            }
        },
        OTTLFunction(
            "flatten",
            [
                Parameter("target", .target), .optional("prefix", .string), .optional("depth", .int),
                .optional("resolve_conflicts", .bool),
            ]
        ) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            let prefix = arguments.has(1) ? arguments.string(1) : nil
            let depth = try arguments.constantInt(2) ?? .max
            let resolvesConflicts = try arguments.constantBool(3, default: false)
            guard depth >= 0 else {
                throw FunctionError("invalid depth for flatten function, \(depth) cannot be negative")
            }
            return { (evaluation) throws(EvaluationError) in
                guard depth > 0 else { return .none }
                var flattening = Flattening(resolvesConflicts: resolvesConflicts)
                flattening.add(try map.entries(evaluation), try prefix?(evaluation) ?? "", depth)
                try map.replace(evaluation, by: flattening.entries)
                return .none
            }
        },
        OTTLFunction("stringify_all", [Parameter("target", .target)]) { (arguments) throws(FunctionError) in
            let map = try arguments.map(0)
            return { (evaluation) throws(EvaluationError) in
                let entries = try map.entries(evaluation)
                try map.replace(evaluation, by: entries.map { Attribute($0.key, .string($0.value.text)) })
                return .none
            }
        },
    ]

    /// Removes the keys that match, or those that do not.
    private static func removal(
        _ arguments: Arguments,
        removesMatches: Bool
    ) throws(FunctionError) -> Getter {
        let map = try arguments.map(0)
        let pattern = try arguments.pattern(1)
        return { (evaluation) throws(EvaluationError) in
            let pattern = try pattern(evaluation)
            try map.removeAll(evaluation) { key in
                (key.withUTF8 { pattern.matches(utf8: $0) } ?? false) == removesMatches
            }
            return .none
        }
    }
}

extension MapPlace {
    /// The entries; none where there is no map yet.
    fileprivate func entriesOrNone(_ evaluation: Evaluation) throws(EvaluationError) -> [Attribute] {
        if case .value(let get, _) = self, try get(evaluation).isNone { return [] }
        return try entries(evaluation)
    }
}

extension Value {
    /// Whether it is the string `text`.
    func isText(_ text: String) -> Bool {
        withUTF8 { utf8 in utf8.count == text.utf8.count && utf8.elementsEqual(text.utf8) } ?? false
    }
}

/// A map without maps and lists in it: their elements' keys are the paths to them.
private struct Flattening {
    let resolvesConflicts: Bool
    private(set) var entries: [Attribute] = []
    private var places: [String: Int] = [:]
    private var conflicts: [String: Int] = [:]

    init(resolvesConflicts: Bool) {
        self.resolvesConflicts = resolvesConflicts
    }

    mutating func add(_ map: [Attribute], _ prefix: String, _ depth: Int64) {
        for entry in map { add(entry.value, prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)", depth) }
    }

    private mutating func add(_ value: AttributeValue, _ key: String, _ depth: Int64) {
        switch value {
        case .map(let entries) where depth > 0:
            add(entries, key, depth - 1)
        case .array(let elements) where depth > 0:
            for (index, element) in elements.enumerated() { add(element, "\(key).\(index)", depth - 1) }
        default:
            append(key, value)
        }
    }

    private mutating func append(_ key: String, _ value: AttributeValue) {
        guard let place = places[key] else {
            places[key] = entries.count
            entries.append(Attribute(key, value))
            return
        }
        guard resolvesConflicts else {
            entries[place].value = value
            return
        }
        var number = conflicts[key] ?? 0
        while places["\(key).\(number)"] != nil { number += 1 }
        conflicts[key] = number + 1
        append("\(key).\(number)", value)
    }
}
