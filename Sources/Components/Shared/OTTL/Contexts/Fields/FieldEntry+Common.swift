extension FieldEntry {
    /// The paths of a resource and what is beside it.
    static let resource: [FieldEntry] = [
        FieldEntry("attributes", .attributes(1)),
        FieldEntry("dropped_attributes_count", .uint32(2)),
        FieldEntry("schema_url", .text(3), nested: 0),
    ]

    /// The paths of a scope and what is beside it.
    static let scope: [FieldEntry] = [
        FieldEntry("name", .text(1)),
        FieldEntry("version", .text(2)),
        FieldEntry("attributes", .attributes(3)),
        FieldEntry("dropped_attributes_count", .uint32(4)),
        FieldEntry("schema_url", .text(3), nested: 0),
    ]
}
