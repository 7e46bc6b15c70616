internal import Pdata

/// The fields of a span that hold messages.
enum SpanFields {
    static let events = 11
    static let links = 13
    static let status = 15
}

extension FieldEntry {
    /// The paths of a span.
    static let span: [FieldEntry] = [
        FieldEntry("trace_id", .traceID(1)),
        FieldEntry("trace_id.string", .traceIDText(1)),
        FieldEntry("span_id", .spanID(2)),
        FieldEntry("span_id.string", .spanIDText(2)),
        FieldEntry("parent_span_id", .spanID(4)),
        FieldEntry("parent_span_id.string", .spanIDText(4)),
        FieldEntry("trace_state", .traceState(3)),
        FieldEntry("name", .text(5)),
        FieldEntry("kind", .int32(6)),
        FieldEntry("kind.string", .other { place, _ in .kindName(place, prefix: "", uppercase: false) }),
        FieldEntry(
            "kind.deprecated_string",
            .other { place, _ in .kindName(place, prefix: "SPAN_KIND_", uppercase: true) }
        ),
        FieldEntry("start_time_unix_nano", .nanoseconds(7)),
        FieldEntry("end_time_unix_nano", .nanoseconds(8)),
        FieldEntry("start_time", .time(7)),
        FieldEntry("end_time", .time(8)),
        FieldEntry("attributes", .attributes(9)),
        FieldEntry("dropped_attributes_count", .uint32(10)),
        FieldEntry("events", .messages(SpanFields.events, typeName: "ptrace.SpanEventSlice")),
        FieldEntry("dropped_events_count", .uint32(12)),
        FieldEntry("links", .messages(SpanFields.links, typeName: "ptrace.SpanLinkSlice")),
        FieldEntry("dropped_links_count", .uint32(14)),
        FieldEntry("status", .other { place, _ in .status(place) }),
        FieldEntry("status.code", .int32(3), nested: SpanFields.status),
        FieldEntry("status.message", .text(2), nested: SpanFields.status),
        FieldEntry("flags", .fixed32(16)),
    ]

    /// The paths of a span's event.
    static let spanEvent: [FieldEntry] = [
        FieldEntry("time_unix_nano", .nanoseconds(1)),
        FieldEntry("time", .time(1)),
        FieldEntry("name", .text(2)),
        FieldEntry("attributes", .attributes(3)),
        FieldEntry("dropped_attributes_count", .uint32(4)),
        FieldEntry("event_index", .other { _, _ in PathAccess({ .int(Int64($0.index)) }) }),
    ]

    /// The paths of a span's link.
    static let spanLink: [FieldEntry] = [
        FieldEntry("trace_id", .traceID(1)),
        FieldEntry("trace_id.string", .traceIDText(1)),
        FieldEntry("span_id", .spanID(2)),
        FieldEntry("span_id.string", .spanIDText(2)),
        FieldEntry("trace_state", .traceState(3)),
        FieldEntry("attributes", .attributes(4)),
        FieldEntry("dropped_attributes_count", .uint32(5)),
        FieldEntry("flags", .fixed32(6)),
    ]
}

extension PathAccess {
    private static let kindNames = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"]

    /// The name of a span's kind.
    fileprivate static func kindName(_ place: MessagePlace, prefix: String, uppercase: Bool) -> PathAccess {
        let names = kindNames.map { prefix + (uppercase ? $0.uppercased() : $0) }
        return PathAccess(
            { evaluation in
                let kind = Int32(truncatingIfNeeded: place.message(evaluation).bits(6) ?? 0)
                return .string(names.indices.contains(Int(kind)) ? names[Int(kind)] : "")
            },
            set: { (evaluation, value) throws(EvaluationError) in
                let text = try value.expectString("kind")
                guard let kind = names.firstIndex(of: text) else {
                    throw EvaluationError("unknown span kind: \(text)")
                }
                place.message(evaluation).set(6, varint: UInt64(kind))
            }
        )
    }

    /// A span's status as a whole.
    fileprivate static func status(_ place: MessagePlace) -> PathAccess {
        let typeName = "ptrace.Status"
        return PathAccess(
            { .messages([place.message($0).payload(SpanFields.status).owned], of: typeName) },
            set: { (evaluation, value) throws(EvaluationError) in
                guard case .messages(let messages, typeName) = value else { throw value.mismatch("status", typeName) }
                place.message(evaluation).set(SpanFields.status, bytes: messages.first ?? Bytes())
            }
        )
    }
}
