/// The names that JSON readers understand for an enumeration's values.
struct EnumerationSchema: Sendable, Equatable {
    /// What every name begins with.
    let prefix: String
    /// The names without the prefix, at the index that is their value.
    let names: [String]

    /// The value called `name`.
    func value(of name: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        return names.firstIndex(of: String(name.dropFirst(prefix.count)))
    }

    static let spanKind = EnumerationSchema(
        prefix: "SPAN_KIND_",
        names: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
    )

    static let statusCode = EnumerationSchema(prefix: "STATUS_CODE_", names: ["UNSET", "OK", "ERROR"])

    static let aggregationTemporality = EnumerationSchema(
        prefix: "AGGREGATION_TEMPORALITY_",
        names: ["UNSPECIFIED", "DELTA", "CUMULATIVE"]
    )

    static let severityNumber = EnumerationSchema(
        prefix: "SEVERITY_NUMBER_",
        names: ["UNSPECIFIED"]
            + ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap { level in
                [level, level + "2", level + "3", level + "4"]
            }
    )
}
