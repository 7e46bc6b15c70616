internal import Pdata

/// A map that functions edit: attributes where they lie, or whatever else a path leads to.
enum MapPlace: Sendable {
    /// The attributes in fields `number` of a message.
    case attributes(MessagePlace, number: @Sendable (Evaluation) -> Int)
    case profileAttributes
    case value(Getter, Setter?)

    /// The entries; nothing for no value.
    func entries(_ evaluation: Evaluation) throws(EvaluationError) -> [Attribute] {
        switch self {
        case .attributes(let place, let number):
            return place.message(evaluation).bytes.attributes(number(evaluation))
        case .profileAttributes:
            return evaluation.target.editProfileAttributes { $0.view.owned() } ?? []
        case .value(let get, _):
            let value = try get(evaluation)
            guard case .map(let entries) = value else {
                throw EvaluationError("expected pcommon.Map but got \(value.typeName)")
            }
            return entries
        }
    }

    /// Makes `entries` all that is in the map.
    func replace(_ evaluation: Evaluation, by entries: [Attribute]) throws(EvaluationError) {
        switch self {
        case .attributes(let place, let number):
            let entries = try entries.writable()
            place.message(evaluation).editAttributes(number(evaluation)) { attributes in
                attributes.removeAll()
                for entry in entries { attributes.upsert(entry.key, entry.value) }
            }
        case .profileAttributes:
            let entries = try entries.writable()
            _ = evaluation.target.editProfileAttributes { attributes in
                attributes.removeAll()
                for entry in entries { attributes.upsert(entry.key, entry.value) }
            }
        case .value(_, let set):
            guard let set else { throw EvaluationError("the map can only be read") }
            try set(evaluation, .map(entries))
        }
    }

    /// Removes the entries whose keys meet `condition`.
    func removeAll(_ evaluation: Evaluation, where condition: (Value) -> Bool) throws(EvaluationError) {
        switch self {
        case .attributes(let place, let number):
            place.message(evaluation).editAttributes(number(evaluation)) { attributes in
                _ = attributes.removeAll { attribute in
                    attribute.key.utf8.withUnsafeBytes { condition(.text(RecordBytes($0))) }
                }
            }
        case .profileAttributes, .value:
            let entries = try entries(evaluation)
            let kept = entries.filter { !condition(.string($0.key)) }
            if kept.count < entries.count { try replace(evaluation, by: kept) }
        }
    }

    /// Gives each entry that holds a string the one that `body` returns; nil leaves it as it is.
    func mapStrings(
        _ evaluation: Evaluation,
        _ body: (Value) throws(EvaluationError) -> String?
    ) throws(EvaluationError) {
        switch self {
        case .attributes(let place, let number):
            try place.message(evaluation).editAttributes(number(evaluation)) { (attributes) throws(EvaluationError) in
                try attributes.mapValues { (attribute) throws(EvaluationError) -> AttributeValue? in
                    let value = attribute.value
                    guard value.kind == .string else { return nil }
                    let string = value.string
                    return try string.utf8.withUnsafeBytes { (buffer) throws(EvaluationError) -> AttributeValue? in
                        try body(.text(RecordBytes(buffer))).map { .string($0) }
                    }
                }
            }
        case .profileAttributes, .value:
            var entries = try entries(evaluation)
            var isChanged = false
            for index in entries.indices {
                guard case .string(let text) = entries[index].value, let new = try body(.string(text)), new != text
                else {
                    continue
                }
                entries[index].value = .string(new)
                isChanged = true
            }
            if isChanged { try replace(evaluation, by: entries) }
        }
    }
}

/// Where a message lies: at a level of the current place, or in a field of the message there.
struct MessagePlace: Sendable, Hashable {
    var level: Int
    var nested = 0

    func message(_ evaluation: Evaluation) -> RecordMessage {
        let message = evaluation.target.message(level)
        return nested == 0 ? message : message.nested(nested)
    }
}
