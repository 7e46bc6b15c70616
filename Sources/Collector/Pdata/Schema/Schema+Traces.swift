extension Schema {
    static let traces: [MessageSchema] = [
        MessageSchema(
            id: .tracesRequest,
            fields: [
                FieldSchema(1, "resource_spans", .message(.resourceSpans), .repeated)
            ]
        ),
        MessageSchema(
            id: .resourceSpans,
            fields: resource("scope_spans", .scopeSpans, superseded: "instrumentation_library_spans")
        ),
        MessageSchema(id: .scopeSpans, fields: scope("spans", .span)),
        MessageSchema(
            id: .span,
            fields: [
                FieldSchema(1, "trace_id", traceID),
                FieldSchema(2, "span_id", spanID),
                FieldSchema(3, "trace_state", .string),
                FieldSchema(4, "parent_span_id", spanID),
                FieldSchema(16, "flags", .fixed32),
                FieldSchema(5, "name", .string),
                FieldSchema(6, "kind", .enumeration(.spanKind)),
                FieldSchema(7, "start_time_unix_nano", .fixed64),
                FieldSchema(8, "end_time_unix_nano", .fixed64),
                attributes(9),
                FieldSchema(10, "dropped_attributes_count", .uint32),
                FieldSchema(11, "events", .message(.spanEvent), .repeated),
                FieldSchema(12, "dropped_events_count", .uint32),
                FieldSchema(13, "links", .message(.spanLink), .repeated),
                FieldSchema(14, "dropped_links_count", .uint32),
                FieldSchema(15, "status", .message(.status), alwaysInJSON: true),
            ],
            isItem: true
        ),
        MessageSchema(
            id: .spanEvent,
            fields: [
                FieldSchema(1, "time_unix_nano", .fixed64),
                FieldSchema(2, "name", .string),
                attributes(3),
                FieldSchema(4, "dropped_attributes_count", .uint32),
            ]
        ),
        MessageSchema(
            id: .spanLink,
            fields: [
                FieldSchema(1, "trace_id", traceID),
                FieldSchema(2, "span_id", spanID),
                FieldSchema(3, "trace_state", .string),
                attributes(4),
                FieldSchema(5, "dropped_attributes_count", .uint32),
                FieldSchema(6, "flags", .fixed32),
            ]
        ),
        MessageSchema(
            id: .status,
            fields: [
                FieldSchema(2, "message", .string),
                FieldSchema(3, "code", .enumeration(.statusCode)),
            ]
        ),
    ]
}
