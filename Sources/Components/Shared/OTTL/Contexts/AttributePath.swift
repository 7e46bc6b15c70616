internal import Pdata

extension PathAccess {
    /// The attributes in fields `number` of the message at `place`, or what `keys` lead to in them.
    static func attributes(
        _ place: MessagePlace,
        number: @escaping @Sendable (Evaluation) -> Int,
        _ keys: [PathKey]
    ) -> PathAccess {
        guard let first = keys.first else {
            return PathAccess(
                { evaluation in .map(place.message(evaluation).bytes.attributes(number(evaluation))) },
                set: { (evaluation, value) throws(EvaluationError) in
                    guard case .map(let entries) = value else {
                        throw EvaluationError("attributes expect pcommon.Map but got \(value.typeName)")
                    }
                    try MapPlace.attributes(place, number: number).replace(evaluation, by: entries)
                },
                map: .attributes(place, number: number)
            )
        }
        if keys.count == 1, case .string(let key) = first {
            return PathAccess(
                { evaluation in
                    guard let value = place.message(evaluation).bytes.value(of: key, in: number(evaluation)) else {
                        return .none
                    }
                    return Value(RecordValue(value))
                },
                set: { (evaluation, value) throws(EvaluationError) in
                    let value = try value.attributeValue.writable()
                    place.message(evaluation).editAttributes(number(evaluation)) { $0.upsert(key, value) }
                }
            )
        }
        return PathAccess(
            { (evaluation) throws(EvaluationError) in
                let key = try first.resolved(evaluation).mapKey
                guard let value = place.message(evaluation).bytes.value(of: key, in: number(evaluation)) else {
                    return .none
                }
                return try descend(value, keys.dropFirst(), evaluation)
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let resolved = try keys.resolved(evaluation)
                let key = try resolved[0].mapKey
                let message = place.message(evaluation)
                let number = number(evaluation)
                guard resolved.count > 1 else {
                    let value = try value.attributeValue.writable()
                    return message.editAttributes(number) { $0.upsert(key, value) }
                }
                var whole = message.bytes.value(of: key, in: number).map { RecordValue($0).owned } ?? .empty
                try whole.set(resolved.dropFirst(), value.attributeValue)
                let new = try whole.writable()
                message.editAttributes(number) { $0.upsert(key, new) }
            }
        )
    }

    /// What `keys` lead to in the value that the message `bytes` holds.
    static func descend(
        _ bytes: RecordBytes,
        _ keys: ArraySlice<PathKey>,
        _ evaluation: Evaluation
    ) throws(EvaluationError) -> Value {
        var bytes = bytes
        for key in keys {
            let key = try key.resolved(evaluation)
            switch (RecordValue(bytes), key) {
            case (.map(let entries), .string(let key)):
                guard let next = entries.value(of: key, in: 1) else { return .none }
                bytes = next
            case (.array(let elements), .int(let index)):
                guard index >= 0, let next = elements.element(Int(index)) else {
                    throw EvaluationError("index \(index) out of bounds")
                }
                bytes = next
            case (.empty, _):
                return .none
            case (let value, _):
                throw PathAccess.notIndexable(Value(value).typeName, key)
            }
        }
        return Value(RecordValue(bytes))
    }

    static func notIndexable(_ typeName: String, _ key: PathKey) -> EvaluationError {
        if case .int = key { return EvaluationError("type \(typeName) does not support int indexing") }
        return EvaluationError("type \(typeName) does not support string indexing")
    }
}

extension PathKey {
    /// The key of a map.
    var mapKey: String {
        get throws(EvaluationError) {
            guard case .string(let key) = self else { throw EvaluationError("a map must be indexed by a string") }
            return key
        }
    }
}

extension AttributeValue {
    /// What `keys` lead to; empty where there is nothing.
    func value(at keys: ArraySlice<PathKey>) throws(EvaluationError) -> AttributeValue {
        var value = self
        for key in keys {
            switch (value, key) {
            case (.map(let entries), .string(let key)):
                guard let entry = entries.first(where: { $0.key == key }) else { return .empty }
                value = entry.value
            case (.array(let elements), .int(let index)):
                guard index >= 0, index < elements.count else {
                    throw EvaluationError("index \(index) out of bounds")
                }
                value = elements[Int(index)]
            case (.empty, _):
                return .empty
            case (let other, _):
                throw PathAccess.notIndexable(Value(other).typeName, key)
            }
        }
        return value
    }

    /// Gives what `keys` lead to the value `new`; makes maps and lists where there is nothing.
    mutating func set(_ keys: ArraySlice<PathKey>, _ new: AttributeValue) throws(EvaluationError) {
        guard let key = keys.first else {
            self = new
            return
        }
        switch key {
        case .string(let name):
            var entries: [Attribute] = []
            if case .map(let existing) = self {
                entries = existing
            } else if self != .empty {
                throw PathAccess.notIndexable(Value(self).typeName, key)
            }
            if let place = entries.firstIndex(where: { $0.key == name }) {
                try entries[place].value.set(keys.dropFirst(), new)
            } else {
                var value = AttributeValue.empty
                try value.set(keys.dropFirst(), new)
                entries.append(Attribute(name, value))
            }
            self = .map(entries)
        case .int(let index):
            var elements: [AttributeValue] = []
            if case .array(let existing) = self {
                elements = existing
                guard index >= 0, index < elements.count else {
                    throw EvaluationError("index \(index) out of bounds")
                }
            } else {
                guard self == .empty else { throw PathAccess.notIndexable(Value(self).typeName, key) }
                guard index >= 0, index < Self.maxPadding else { throw EvaluationError("index \(index) out of bounds") }
                elements = Array(repeating: .empty, count: Int(index) + 1)
            }
            try elements[Int(index)].set(keys.dropFirst(), new)
            self = .array(elements)
        case .dynamic:
            throw EvaluationError("a key must be a string or an int")
        }
    }

    /// The longest list that is made to have a place for an index, so that no statement makes one without end.
    private static let maxPadding: Int64 = 1024
}
