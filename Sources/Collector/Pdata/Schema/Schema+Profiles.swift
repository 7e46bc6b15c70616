extension Schema {
    static let profiles: [MessageSchema] =
        profileDictionary + [
            MessageSchema(
                id: .profilesRequest,
                fields: [
                    FieldSchema(1, "resource_profiles", .message(.resourceProfiles), .repeated),
                    FieldSchema(2, "dictionary", .message(.profilesDictionary)),
                ]
            ),
            MessageSchema(id: .resourceProfiles, fields: resource("scope_profiles", .scopeProfiles)),
            MessageSchema(id: .scopeProfiles, fields: scope("profiles", .profile)),
            MessageSchema(
                id: .profile,
                fields: [
                    FieldSchema(1, "sample_type", .message(.valueType)),
                    FieldSchema(2, "samples", .message(.sample), .repeated),
                    FieldSchema(3, "time_unix_nano", .fixed64),
                    FieldSchema(4, "duration_nano", .uint64),
                    FieldSchema(5, "period_type", .message(.valueType)),
                    FieldSchema(6, "period", .int64),
                    FieldSchema(7, "profile_id", traceID),
                    FieldSchema(8, "dropped_attributes_count", .uint32),
                    FieldSchema(9, "original_payload_format", .string),
                    FieldSchema(10, "original_payload", .bytes),
                    FieldSchema(11, "attribute_indices", .index(.attributes), .repeated),
                ]
            ),
            MessageSchema(
                id: .valueType,
                fields: [
                    FieldSchema(1, "type_strindex", .index(.strings)),
                    FieldSchema(2, "unit_strindex", .index(.strings)),
                ]
            ),
            MessageSchema(
                id: .sample,
                fields: [
                    FieldSchema(1, "stack_index", .index(.stacks)),
                    FieldSchema(2, "attribute_indices", .index(.attributes), .repeated),
                    FieldSchema(3, "link_index", .index(.links)),
                    FieldSchema(4, "values", .int64, .repeated),
                    FieldSchema(5, "timestamps_unix_nano", .fixed64, .repeated),
                ],
                isItem: true
            ),
        ]

    private static let profileDictionary: [MessageSchema] = [
        MessageSchema(
            id: .profilesDictionary,
            fields: [
                FieldSchema(1, "mapping_table", .message(.mapping), .repeated),
                FieldSchema(2, "location_table", .message(.location), .repeated),
                FieldSchema(3, "function_table", .message(.function), .repeated),
                FieldSchema(4, "link_table", .message(.profileLink), .repeated),
                FieldSchema(5, "string_table", .string, .repeated),
                FieldSchema(6, "attribute_table", .message(.keyValueAndUnit), .repeated),
                FieldSchema(7, "stack_table", .message(.stack), .repeated),
            ]
        ),
        MessageSchema(
            id: .profileLink,
            fields: [
                FieldSchema(1, "trace_id", traceID),
                FieldSchema(2, "span_id", spanID),
            ]
        ),
        MessageSchema(
            id: .mapping,
            fields: [
                FieldSchema(1, "memory_start", .uint64),
                FieldSchema(2, "memory_limit", .uint64),
                FieldSchema(3, "file_offset", .uint64),
                FieldSchema(4, "filename_strindex", .index(.strings)),
                FieldSchema(5, "attribute_indices", .index(.attributes), .repeated),
            ]
        ),
        MessageSchema(id: .stack, fields: [FieldSchema(1, "location_indices", .index(.locations), .repeated)]),
        MessageSchema(
            id: .location,
            fields: [
                FieldSchema(1, "mapping_index", .index(.mappings)),
                FieldSchema(2, "address", .uint64),
                FieldSchema(3, "lines", .message(.line), .repeated),
                FieldSchema(4, "attribute_indices", .index(.attributes), .repeated),
            ]
        ),
        MessageSchema(
            id: .line,
            fields: [
                FieldSchema(1, "function_index", .index(.functions)),
                FieldSchema(2, "line", .int64),
                FieldSchema(3, "column", .int64),
            ]
        ),
        MessageSchema(
            id: .function,
            fields: [
                FieldSchema(1, "name_strindex", .index(.strings)),
                FieldSchema(2, "system_name_strindex", .index(.strings)),
                FieldSchema(3, "filename_strindex", .index(.strings)),
                FieldSchema(4, "start_line", .int64),
            ]
        ),
        MessageSchema(
            id: .keyValueAndUnit,
            fields: [
                FieldSchema(1, "key_strindex", .index(.strings)),
                FieldSchema(2, "value", .message(.anyValue)),
                FieldSchema(3, "unit_strindex", .index(.strings)),
            ]
        ),
    ]
}
