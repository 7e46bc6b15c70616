internal import Pdata

extension FieldEntry {
    /// The paths of a log record.
    static let log: [FieldEntry] = [
        FieldEntry("time_unix_nano", .nanoseconds(1)),
        FieldEntry("observed_time_unix_nano", .nanoseconds(11)),
        FieldEntry("time", .time(1)),
        FieldEntry("observed_time", .time(11)),
        FieldEntry("severity_number", .int32(2)),
        FieldEntry("severity_text", .text(3)),
        FieldEntry("body", .other { place, keys in .body(place, keys) }, isIndexable: true),
        FieldEntry("body.string", .other { place, _ in .bodyText(place) }),
        FieldEntry("attributes", .attributes(6)),
        FieldEntry("dropped_attributes_count", .uint32(7)),
        FieldEntry("flags", .fixed32(8)),
        FieldEntry("trace_id", .traceID(9)),
        FieldEntry("trace_id.string", .traceIDText(9)),
        FieldEntry("span_id", .spanID(10)),
        FieldEntry("span_id.string", .spanIDText(10)),
        FieldEntry("event_name", .text(12)),
    ]
}

extension PathAccess {
    private static let bodyField = 5

    /// What is logged, or what `keys` lead to in it.
    fileprivate static func body(_ place: MessagePlace, _ keys: [PathKey]) -> PathAccess {
        guard !keys.isEmpty else {
            return PathAccess(
                { Value(RecordValue(place.message($0).payload(bodyField))) },
                set: { (evaluation, value) throws(EvaluationError) in
                    place.message(evaluation).set(bodyField, try value.attributeValue.writable())
                }
            )
        }
        return PathAccess(
            { (evaluation) throws(EvaluationError) in
                let bytes = place.message(evaluation).payload(bodyField)
                try checkIndexable(RecordValue(bytes))
                return try descend(bytes, keys[...], evaluation)
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let message = place.message(evaluation)
                let current = RecordValue(message.payload(bodyField))
                try checkIndexable(current)
                var body = current.owned
                try body.set(try keys.resolved(evaluation)[...], value.attributeValue)
                message.set(bodyField, try body.writable())
            }
        )
    }

    private static func checkIndexable(_ body: RecordValue) throws(EvaluationError) {
        switch body {
        case .map, .array: return
        default: throw EvaluationError("log bodies of type \(body.name) cannot be indexed")
        }
    }

    /// What is logged, as text.
    fileprivate static func bodyText(_ place: MessagePlace) -> PathAccess {
        PathAccess(
            { evaluation in
                let body = RecordValue(place.message(evaluation).payload(bodyField))
                if case .string(let text) = body { return .text(text) }
                return .string(body.owned.text)
            },
            set: { (evaluation, value) throws(EvaluationError) in
                place.message(evaluation).set(bodyField, .string(try value.expectString("body.string")))
            }
        )
    }
}

extension RecordValue {
    /// The type's name in messages.
    fileprivate var name: String {
        switch self {
        case .empty: "Empty"
        case .string: "Str"
        case .bool: "Bool"
        case .int: "Int"
        case .double: "Double"
        case .bytes: "Bytes"
        case .array: "Slice"
        case .map: "Map"
        }
    }
}
