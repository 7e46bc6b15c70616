/// OTLP's messages, as far as this module reads, checks and rewrites them.
///
/// Source: opentelemetry-proto v1.11, and v0.15 for the superseded fields 1000.
enum Schema {
    /// Every message, at the index that is its id.
    static let messages: [MessageSchema] = {
        let known = common + traces + metrics + logs + profiles
        return known.sorted { $0.id.rawValue < $1.id.rawValue }
    }()

    static subscript(_ id: MessageID) -> MessageSchema { messages[Int(id.rawValue)] }

    static let traceID = FieldType.id(length: 16)
    static let spanID = FieldType.id(length: 8)

    /// A request's resources; resources' scopes; scopes' records.
    static func resource(_ scopes: String, _ scope: MessageID, superseded: String? = nil) -> [FieldSchema] {
        let base = [
            FieldSchema(1, "resource", .message(.resource), alwaysInJSON: true),
            FieldSchema(2, scopes, .message(scope), .repeated),
            FieldSchema(3, "schema_url", .string),
        ]
        guard let superseded else { return base }
        return base + [
            FieldSchema(1000, superseded, .message(scope), .superseded, aliases: ["deprecated_" + scopes])
        ]
    }

    static func scope(_ records: String, _ record: MessageID) -> [FieldSchema] {
        [
            FieldSchema(
                1,
                "scope",
                .message(.instrumentationScope),
                aliases: ["instrumentation_library"],
                alwaysInJSON: true
            ),
            FieldSchema(2, records, .message(record), .repeated),
            FieldSchema(3, "schema_url", .string),
        ]
    }

    static func attributes(_ number: Int, _ name: String = "attributes") -> FieldSchema {
        FieldSchema(number, name, .message(.keyValue), .repeated)
    }
}
