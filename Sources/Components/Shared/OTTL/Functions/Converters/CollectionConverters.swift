package import Pdata

extension FunctionTable {
    /// Converters of lists and maps, and of what has a length.
    static let collectionConverters: [OTTLFunction] = [
        OTTLFunction("Len", [Parameter("target", .value)]) { arguments in
            let get = arguments[0].get
            return { (evaluation) throws(EvaluationError) in
                let value = try get(evaluation)
                switch value {
                case .string(let text): return .int(Int64(text.utf8.count))
                case .text(let text): return .int(Int64(text.count))
                case .bytes(let bytes): return .int(Int64(bytes.count))
                case .blob(let bytes): return .int(Int64(bytes.count))
                case .array(let elements): return .int(Int64(elements.count))
                case .map(let entries): return .int(Int64(entries.count))
                case .messages(let messages, _): return .int(Int64(messages.count))
                case .none, .bool, .int, .double, .time, .duration, .traceID, .spanID, .profileID:
                    throw EvaluationError(
                        "target arg must be of type string, []any, map or slice but got \(value.typeName)"
                    )
                }
            }
        },
        OTTLFunction("ContainsValue", [Parameter("target", .value), Parameter("item", .value)]) { arguments in
            let values = arguments.values(0)
            let item = arguments[1].get
            return { (evaluation) throws(EvaluationError) in
                let item = try item(evaluation)
                return .bool(try values(evaluation).contains { Value.compare($0, .equal, item) })
            }
        },
        OTTLFunction("Index", [Parameter("target", .value), Parameter("value", .value)]) { arguments in
            let get = arguments[0].get
            let item = arguments[1].get
            return { (evaluation) throws(EvaluationError) in
                let target = try get(evaluation)
                let item = try item(evaluation)
                if case .array(let elements) = target {
                    let place = elements.firstIndex { Value.compare(Value($0), .equal, item) }
                    return .int(Int64(place ?? -1))
                }
                guard let text = target.string else { throw target.unexpected("string or slice") }
                guard let part = item.string else { throw item.unexpected("string") }
                return .int(Int64(text.utf8Index(of: part)))
            }
        },
        OTTLFunction("Keys", [Parameter("target", .value)]) { arguments in
            let entries = arguments.entries(0)
            return { (evaluation) throws(EvaluationError) in .array(try entries(evaluation).map { .string($0.key) }) }
        },
        OTTLFunction("Values", [Parameter("target", .value)]) { arguments in
            let entries = arguments.entries(0)
            return { (evaluation) throws(EvaluationError) in .array(try entries(evaluation).map(\.value)) }
        },
        OTTLFunction("Sort", [Parameter("target", .value), .optional("order", .string)]) {
            (arguments) throws(FunctionError) in
            let values = arguments.values(0)
            let order = try arguments.constantString(1, default: "asc")
            guard order == "asc" || order == "desc" else {
                throw FunctionError("invalid arguments: \(order). Order must be either 'asc' or 'desc'")
            }
            return { (evaluation) throws(EvaluationError) in
                .array(try Sorting.sorted(try values(evaluation).map(\.attributeValue), descending: order == "desc"))
            }
        },
        OTTLFunction(
            "SliceToMap",
            [Parameter("target", .value), .optional("key_path", .list), .optional("value_path", .list)]
        ) { arguments in
            let values = arguments.values(0)
            let keyPath = arguments.has(1) ? arguments.strings(1) : nil
            let valuePath = arguments.has(2) ? arguments.strings(2) : nil
            return { (evaluation) throws(EvaluationError) in
                let keyPath = try keyPath?(evaluation)
                let valuePath = try valuePath?(evaluation)
                var entries: [Attribute] = []
                for (index, element) in try values(evaluation).enumerated() {
                    let element = element.attributeValue
                    var key = "\(index)"
                    if let keyPath {
                        guard case .string(let text) = try element.value(atNames: keyPath) else {
                            throw EvaluationError("extracted key attribute is not of type string")
                        }
                        key = text
                    }
                    let value = if let valuePath { try element.value(atNames: valuePath) } else { element }
                    entries.upsert(Attribute(key, value))
                }
                return .map(entries)
            }
        },
        OTTLFunction(
            "ToKeyValueString",
            [
                Parameter("target", .value), .optional("delimiter", .string), .optional("pair_delimiter", .string),
                .optional("sort_output", .bool),
            ]
        ) { (arguments) throws(FunctionError) in
            let entries = arguments.entries(0)
            let delimiter = try arguments.constantString(1, default: "=")
            let pairDelimiter = try arguments.constantString(2, default: " ")
            let sorts = try arguments.constantBool(3, default: false)
            guard !delimiter.isEmpty, !pairDelimiter.isEmpty else {
                throw FunctionError("delimiter and pair_delimiter cannot be empty")
            }
            guard delimiter != pairDelimiter else {
                throw FunctionError("pair delimiter \"\(pairDelimiter)\" cannot be equal to delimiter \"\(delimiter)\"")
            }
            return { (evaluation) throws(EvaluationError) in
                var entries = try entries(evaluation)
                if sorts { entries.sort { $0.key < $1.key } }
                let pairs = entries.map { entry in
                    "\(KeyValueText.quoted(entry.key, delimiter, pairDelimiter))\(delimiter)"
                        + KeyValueText.quoted(entry.value.text, delimiter, pairDelimiter)
                }
                return .string(pairs.joined(separator: pairDelimiter))
            }
        },
    ]
}

extension [Attribute] {
    /// Adds `attribute`, in the place of one of the same key.
    package mutating func upsert(_ attribute: Attribute) {
        if let place = firstIndex(where: { $0.key == attribute.key }) {
            self[place] = attribute
        } else {
            append(attribute)
        }
    }
}

extension AttributeValue {
    fileprivate func value(atNames names: [String]) throws(EvaluationError) -> AttributeValue {
        var value = self
        for name in names {
            guard case .map(let entries) = value else {
                throw EvaluationError("could not cast value to map: \(Value(value).typeName)")
            }
            guard let entry = entries.first(where: { $0.key == name }) else {
                throw EvaluationError("key not found in map: \(name)")
            }
            value = entry.value
        }
        return value
    }
}

extension String {
    /// At which byte `part` first occurs; −1 when it does not.
    fileprivate func utf8Index(of part: String) -> Int {
        let text = Array(utf8)
        let part = Array(part.utf8)
        guard part.count <= text.count else { return -1 }
        return (0...(text.count - part.count)).first { text[$0...].starts(with: part) } ?? -1
    }
}

/// The order of a list's elements.
private enum Sorting {
    /// Numbers by value; where any element is something else, all by their text.
    static func sorted(_ elements: [AttributeValue], descending: Bool) throws(EvaluationError) -> [AttributeValue] {
        let numbers = elements.map(\.sortableNumber)
        let isNumeric = !numbers.contains(nil)
        let isMixed = elements.contains { if case .map = $0 { true } else if case .array = $0 { true } else { false } }
        if isMixed { throw EvaluationError("sort with unsupported type: lists and maps cannot be sorted") }
        var places = Array(elements.indices)
        places.sort { a, b in
            let isBefore: Bool
            let isSame: Bool
            if isNumeric, let x = numbers[a], let y = numbers[b] {
                (isBefore, isSame) = (x < y, x == y)
            } else {
                let x = elements[a].text
                let y = elements[b].text
                (isBefore, isSame) = (x.utf8.lexicographicallyPrecedes(y.utf8), x == y)
            }
            if isSame { return a < b }
            return isBefore != descending
        }
        return places.map { elements[$0] }
    }
}

extension AttributeValue {
    fileprivate var sortableNumber: Double? {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        default: nil
        }
    }
}
