extension Schema {
    static let logs: [MessageSchema] = [
        MessageSchema(
            id: .logsRequest,
            fields: [
                FieldSchema(1, "resource_logs", .message(.resourceLogs), .repeated)
            ]
        ),
        MessageSchema(
            id: .resourceLogs,
            fields: resource("scope_logs", .scopeLogs, superseded: "instrumentation_library_logs")
        ),
        MessageSchema(id: .scopeLogs, fields: scope("log_records", .logRecord)),
        MessageSchema(
            id: .logRecord,
            fields: [
                FieldSchema(1, "time_unix_nano", .fixed64),
                FieldSchema(11, "observed_time_unix_nano", .fixed64),
                FieldSchema(2, "severity_number", .enumeration(.severityNumber)),
                FieldSchema(3, "severity_text", .string),
                FieldSchema(5, "body", .message(.anyValue)),
                attributes(6),
                FieldSchema(7, "dropped_attributes_count", .uint32),
                FieldSchema(8, "flags", .fixed32),
                FieldSchema(9, "trace_id", traceID),
                FieldSchema(10, "span_id", spanID),
                FieldSchema(12, "event_name", .string),
            ],
            isItem: true
        ),
    ]
}
