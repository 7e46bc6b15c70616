extension Schema {
    static let common: [MessageSchema] = [
        MessageSchema(
            id: .anyValue,
            fields: [
                FieldSchema(1, "string_value", .string, .oneof),
                FieldSchema(2, "bool_value", .bool, .oneof),
                FieldSchema(3, "int_value", .int64, .oneof),
                FieldSchema(4, "double_value", .double, .oneof),
                FieldSchema(5, "array_value", .message(.arrayValue), .oneof),
                FieldSchema(6, "kvlist_value", .message(.keyValueList), .oneof),
                FieldSchema(7, "bytes_value", .bytes, .oneof),
                FieldSchema(8, "string_value_strindex", .index(.strings), .oneof),
            ]
        ),
        MessageSchema(
            id: .arrayValue,
            fields: [
                FieldSchema(1, "values", .message(.anyValue), .repeated)
            ]
        ),
        MessageSchema(
            id: .keyValueList,
            fields: [
                FieldSchema(1, "values", .message(.keyValue), .repeated)
            ]
        ),
        MessageSchema(
            id: .keyValue,
            fields: [
                FieldSchema(1, "key", .string),
                FieldSchema(2, "value", .message(.anyValue)),
                FieldSchema(3, "key_strindex", .index(.strings)),
            ]
        ),
        MessageSchema(
            id: .instrumentationScope,
            fields: [
                FieldSchema(1, "name", .string),
                FieldSchema(2, "version", .string),
                attributes(3),
                FieldSchema(4, "dropped_attributes_count", .uint32),
            ]
        ),
        MessageSchema(
            id: .entityRef,
            fields: [
                FieldSchema(1, "schema_url", .string),
                FieldSchema(2, "type", .string),
                FieldSchema(3, "id_keys", .string, .repeated),
                FieldSchema(4, "description_keys", .string, .repeated),
            ]
        ),
        MessageSchema(
            id: .resource,
            fields: [
                attributes(1),
                FieldSchema(2, "dropped_attributes_count", .uint32),
                FieldSchema(3, "entity_refs", .message(.entityRef), .repeated),
            ]
        ),
    ]
}
